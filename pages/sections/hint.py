"""A word to the first visitor: what there is to find in the sample data."""

import streamlit as st

from pages.state import session
from pages.widgets.markdown import soft
from sample_data.story import HINT


def hint() -> None:
    """Show it on the bare first look at the shipped sample, and nowhere else."""
    if session.on_sample() and not session.here():
        st.markdown(soft(HINT))
