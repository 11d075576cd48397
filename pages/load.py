"""Bring an export."""

import pages

# isort: split
import streamlit as st

TREND = "pages/trend.py"

pages.entered()
st.title("Bring an export", anchor=False)
st.markdown("Drop the files that your platform exported. They are read for you alone and kept for this visit only.")
draft = pages.upload()
if draft:
    pages.show(draft, TREND)
st.header("Or open what is here", anchor=False)
pages.there(TREND)
