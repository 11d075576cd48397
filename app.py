"""The app: its menu, then the page that was asked for. Start it with `streamlit run app.py`."""

import pages

# isort: split
import streamlit as st

MENU = {
    "Watch": [st.Page("pages/trend.py", title="Trend", icon=":material/show_chart:", default=True)],
    "Data": [st.Page("pages/load.py", title="Load", icon=":material/upload_file:")],
}

st.set_page_config(page_title="Service KPIs", page_icon="📈", layout="wide", initial_sidebar_state=310)
pages.run(st.navigation(MENU, position="hidden"), MENU)
