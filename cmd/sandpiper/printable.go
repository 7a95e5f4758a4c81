package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable quotes what a terminal would obey and what misleads a reader:
// control characters, those that change the direction of text or show nothing,
// and bytes that are no text. Whatever a guest or a file says goes through it
// on its way to a person.
func printable(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// printableLines is printable for a text of several lines: each begins with
// the indentation.
func printableLines(indent, s string) string {
	s = strings.ReplaceAll(strings.TrimRight(s, "\r\n"), "\t", "    ")
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		b.WriteString(strings.TrimRight(indent+printable(strings.TrimSuffix(line, "\r")), " ") + "\n")
	}
	return b.String()
}

// clip returns at most n characters of s, of which an ellipsis tells when it
// was longer.
func clip(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}
