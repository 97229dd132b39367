"""The names of the rules that find things, with one line each on what the rule goes by.

A mark-up element that a rule proposed points to the rule's name; readers and editors see
the line.
"""

RULES: dict[str, str] = {
    # names
    "register": "a name or variant that the registers know",
    "surname": "a surname that the registers know, alone",
    "forename": "the forename of somebody whom the article has named in full",
    "description": "words that describe somebody: known to the registers, or subject of a verb of saying",
    "proposed": "a name that no register knew; its record is a draft",
    "ambiguous": "a name that several records share, and nothing decides between them",
    # direct speech
    "named-speaker": "quotation marks, and a name as the subject of the verb of saying",
    "described-speaker": "quotation marks, and a role that the article gives to somebody it names",
    "unnamed-speaker": "quotation marks, and a source without a name as the subject of the verb of saying",
    "pronoun": "quotation marks, and a pronoun that stands for the person named last",
    "same-speaker": "quotation marks without a verb of saying, behind the words of somebody who spoke last",
    "no-speaker": "quotation marks around words that look like speech, without a speaker",
    # indirect speech
    "that-clause": "a verb of saying and a clause with “that”",
    "bare-clause": "a verb of saying and a clause without “that”",
    "question-clause": "a verb of asking and an indirect question",
    "parenthetical": "a clause with its verb of saying behind it or inside it, between commas",
    "according-to": "“according to” somebody",
    # quoted words that are no speech
    "quoted-label": "words in quotation marks outside the running text",
    "quoted-title": "quoted words that all begin with a capital",
    "scare-quotes": "a few quoted words without a verb of saying",
    # dates
    "calendar-date": "a day of the calendar",
    "month": "a month of the calendar",
    "year": "a year after a preposition",
    "weekday": "a day of the week, reckoned from the article’s day with the tense of the sentence",
    "relative-day": "a day reckoned from the article’s: today, yesterday, tomorrow",
    "period": "a week, month or year reckoned from the article’s",
    "within-period": "a part of the article’s own week, month or year",
    "span-of-time": "a stretch of time that ends with the article",
    "time-ago": "a time reckoned back from the article’s day, as exact as its words are",
}
