"""Bring an export."""

import streamlit as st

import pages

TREND = "pages/trend.py"

pages.entered()
st.title("Bring an export", anchor=False)
st.markdown("Drop the files that your platform exported. They are read for you alone and kept for this visit only.")
draft = pages.load.upload()
if draft:
    pages.load.show(draft, TREND)
st.header("Or open what is here", anchor=False)
pages.load.there(TREND)
