package main

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

// hostile are texts with which a guest might try to deceive who reads them, and
// how they are shown.
func hostile() map[string]string {
	return map[string]string{
		"plain text, 100 %":            "plain text, 100 %",
		"größer als 5 µs → gut 日本 🐦":   "größer als 5 µs → gut 日本 🐦",
		"\x1b[2J\x1b[1;1Hroot@db-1:~#": `\x1b[2J\x1b[1;1Hroot@db-1:~#`, // clears the screen
		"\x1b]0;title\a":               `\x1b]0;title\a`,               // sets the title
		"\u009b31mred":                 `\u009b31mred`,                 // the same as ESC [ in one character
		"harmless\rerror: none":        `harmless\rerror: none`,        // writes over itself
		"one\ntwo\vthree\ffour":        `one\ntwo\vthree\ffour`,
		"tab\there":                    `tab\there`,
		"rm -rf /\b\b\b\b\b\b\b\bls  ": `rm -rf /\b\b\b\b\b\b\b\bls  `,
		"user\u202egnp.exe":            `user\u202egnp.exe`, // shows as userexe.png
		"\u2066isolated\u2069":         `\u2066isolated\u2069`,
		"zero\u200bwidth\ufeff":        `zero\u200bwidth\ufeff`,
		"a\u2028b\u2029c\u0085d":       `a\u2028b\u2029c\u0085d`, // all end a line
		"nul\x00del\x7f":               `nul\x00del\x7f`,
		"tags \U000E0041\U000E0042":    `tags \U000e0041\U000e0042`, // letters that show nothing
		"not \xff\xfe UTF-8 \xe2\x82":  `not \xff\xfe UTF-8 \xe2\x82`,
		"replaced \uFFFD":              "replaced \uFFFD",
		"":                             "",
	}
}

func TestHostileTextIsQuoted(t *testing.T) {
	for text, want := range hostile() {
		if got := printable(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
		for _, shown := range []string{printableLines("  ", text), exception("Kind\x1b", text)} {
			if r := obeyed(shown); r != 0 {
				t.Errorf("%q: %q has %U", text, shown, r)
			}
		}
	}
}

func TestHostileTextInJSONStaysWhatItIs(t *testing.T) {
	for text := range hostile() {
		encoded, err := json.Marshal(map[string]string{"text": text})
		if err != nil {
			t.Fatal(err)
		}
		shown := printableJSON(encoded)
		if r := obeyed(string(shown)); r != 0 {
			t.Errorf("%q: %q has %U", text, shown, r)
		}
		var got map[string]string
		if err := json.Unmarshal(shown, &got); err != nil {
			t.Errorf("%q: %v in %s", text, err, shown)
		}
		if want := strings.ToValidUTF8(text, "\uFFFD"); strings.ReplaceAll(got["text"], "\uFFFD\uFFFD", "\uFFFD") != strings.ReplaceAll(want, "\uFFFD\uFFFD", "\uFFFD") {
			t.Errorf("%q became %q", text, got["text"])
		}
	}
}

// obeyed is the first character that a terminal would obey, or 0.
func obeyed(shown string) rune {
	for _, r := range shown {
		if r != '\n' && !unicode.IsPrint(r) {
			return r
		}
	}
	return 0
}

func TestAnExceptionIsShownAsTheDocumentDoes(t *testing.T) {
	for _, c := range []struct{ kind, message, want string }{
		{"ConnectionError", "Connection refused.", `ConnectionError('Connection refused.',)`},
		{"Exit", "", `Exit()`},
		{"Error", `it's`, `Error("it's",)`},
		{"Error", `it's "so"`, `Error('it\'s "so"',)`},
		{"Error", `C:\temp`, `Error('C:\\temp',)`},
		{"Error", "two\nlines", `Error('two\nlines',)`},
	} {
		if got := exception(c.kind, c.message); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestClipKeepsWhatIsShort(t *testing.T) {
	for text, want := range map[string]string{"": "", "äöü": "äöü", "äöüß": "äö…"} {
		if got := clip(text, 3); got != want {
			t.Errorf("%s: got %s", text, got)
		}
	}
}
