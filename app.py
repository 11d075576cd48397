"""The app, as it is served: start it with `streamlit run app.py`. What a run of it shows is in `menu.py`."""

import streamlit as st

from pages.server import CLOSED, ready

app = st.App("menu.py", lifespan=ready, middleware=CLOSED)
