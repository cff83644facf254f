"""Text as people read it: from HTML, in lines and paragraphs, its dates, its signature.
Promises: pure functions from text to text, in time that grows with the text alone."""
