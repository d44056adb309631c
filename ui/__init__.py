"""Answer -> what a person sees.

    answer -> cli_text     lines on a terminal, or one JSON object (`cli`)
    answer -> render       HTML, everything from an article escaped there and nowhere else
    render -> app          the chat page, with the article beside the chat
    render -> dossier      one file that needs nothing else

Nothing in here decides what an answer is; nothing outside prints or makes HTML.
"""
