package config

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAProblemIsOneLineWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		p    Problem
		want string
	}{
		{Problem{Message: "m"}, "m"},
		{Problem{File: "f", Message: "m"}, "f: m"},
		{Problem{File: "f", Line: 7, Message: "m"}, "f:7: m"},
		{Problem{File: "f", Line: 7, Column: 3, Message: "m", Hint: "h", Excerpt: "e"}, "f:7:3: m"},
		{Problem{File: "a\x1b[2Jb", Message: "m\nn"}, `a\x1b[2Jb: m\nn`},
	} {
		if got := c.p.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		var err error = c.p
		if err.Error() != c.want {
			t.Errorf("as an error: got %q, want %q", err, c.want)
		}
	}
}

func TestNoSecretIsShown(t *testing.T) {
	for line, want := range map[string]string{
		"api_key: abc":                         "api_key: ***",
		"  - password: 'p w'   # c":            "  - password: ***********",
		"apiKey=abc":                           "apiKey=***",
		"{user: u, client_secret: s, port: 1}": "{user: u, client_secret: ***********",
		`"access-token" : x`:                   `"access-token" : *`,
		"url: http://u:p@h/":                   "url: http://***@h/",
		"url: http://h/?a=b":                   "url: http://h/?a=b",
		"aggregation_key: k":                   "aggregation_key: k",
	} {
		if got, _ := excerpt(line, 1); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestALongLineIsShownRoundTheColumn(t *testing.T) {
	line := strings.Repeat("ä", 300) + "X" + strings.Repeat("b", 300)
	for _, column := range []int{1, 50, 301, 601} {
		shown, caret := excerpt(line, column)
		if n := utf8.RuneCountInString(shown); n > excerptLength {
			t.Errorf("column %d: %d characters", column, n)
		}
		want := append([]rune(line), 0)[column-1]
		if runes := append([]rune(shown), 0); caret > len(runes) || runes[caret-1] != want {
			t.Errorf("column %d: the caret at %d of %q is not under %q", column, caret, shown, want)
		}
	}
}

func TestAMessageStaysShort(t *testing.T) {
	long := strings.Repeat("x", 5_000)
	for _, yaml := range []string{
		"init_config:\ninstances:\n- " + long + ": 1\n  " + long + ": 2\n",
		"init_config:\n" + long + ": 1\ninstances: [{}]\nsandbox:\n  " + long + ": 1\n",
		"init_config:\ninstances: [{min_collection_interval: " + long + "}]\n",
		"init_config:\ninstances: [{a: !" + long + " b}]\n",
		"init_config:\ninstances: [{a: *" + long + "}]\n",
		"init_config:\ninstances: [{a: 1." + strings.Repeat("1", 5_000) + "e999}]\n",
	} {
		c := one(t, yaml)
		if len(c.Problems) == 0 {
			t.Errorf("no problem with %.60q", yaml)
		}
		for _, p := range c.Problems {
			if n := len(p.Explain()); n > 1_000 {
				t.Errorf("%d bytes for %.60q", n, yaml)
			}
		}
	}
}
