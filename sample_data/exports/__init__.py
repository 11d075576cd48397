"""The same 200 contacts as each known platform would export them: `python -m sample_data.exports.write`."""
