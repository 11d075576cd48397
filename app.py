"""The app: start it with `streamlit run app.py`. The server imports this file, and each run of it is a visit."""

import streamlit as st

if __name__ == "__main__":  # a run: the menu, then the page that was asked for
    import pages

    MENU = {
        "Watch": [st.Page("pages/trend.py", title="Trend", icon=":material/show_chart:", url_path="trend")],
        "Explain": [
            st.Page("pages/segments.py", title="Segments", icon=":material/leaderboard:"),
            st.Page("pages/tail.py", title="Tail", icon=":material/bar_chart:"),
            st.Page("pages/pairing.py", title="Pairing", icon=":material/sync_alt:"),
        ],
        "Decide": [st.Page("pages/whatif.py", title="What if", icon=":material/compare_arrows:")],
        "Data": [
            st.Page("pages/load.py", title="Load", icon=":material/upload_file:"),
            st.Page("pages/health.py", title="Health", icon=":material/fact_check:"),
            st.Page("pages/definitions.py", title="Definitions", icon=":material/menu_book:"),
        ],
    }

    st.set_page_config(page_title="Service KPIs", page_icon="📈", layout="wide", initial_sidebar_state=310)
    home = st.Page("pages/trend.py", title="Service KPIs", url_path="home", default=True)  # the bare address
    pages.run(st.navigation({**MENU, "Home": [home]}, position="hidden"), MENU)
else:  # the server: who is let in, and when it is ready
    from pages.server import CLOSED, ready

    app = st.App(__file__, lifespan=ready, middleware=CLOSED)
