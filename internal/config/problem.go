package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Severity is how much a [Problem] matters. A greater one matters more.
type Severity int

const (
	Note    Severity = iota // for whoever asks why: the debug log
	Warning                 // it works, and perhaps not as meant
	Error                   // what it names was refused and is not used
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "note"
	}
}

// Problem is one mistake of an operator, with all that is needed to mend it.
// Its text shows no secret and no control character.
type Problem struct {
	Severity Severity
	// Check is the name of the check that it concerns, empty where it is none.
	Check string
	// File is where the mistake stands: a file or folder, or the environment
	// variable or flag that holds it. Empty where it stands nowhere.
	File string
	// Line and Column count from 1, in characters; 0 is not known.
	Line, Column int
	Message      string
	// Excerpt is the line, or the part of a long one round the column. A tab
	// shows as an arrow, and the values of keys that look secret as stars.
	Excerpt string
	// Hint says what to do; empty where the message does.
	Hint string

	caret int // where the column is in Excerpt, in characters from 1; 0 shows none
}

func (p Problem) Error() string { return p.String() }

// String is the problem in one line: file:line:column: message.
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		for _, n := range []int{p.Line, p.Column} {
			if n == 0 {
				break
			}
			b.WriteString(":" + strconv.Itoa(n))
		}
		b.WriteString(": ")
	}
	b.WriteString(p.Message)
	return printable(b.String())
}

// Explain is the problem as an operator reads it: severity and String, the
// line with a caret under the column, and the hint, each where there is one.
// It is one or several lines without a newline at the end.
//
//	error: conf.d/http.yaml:5:30: min_collection_interval -5 is negative
//	  5 |   - min_collection_interval: -5
//	    |                              ^
//	hint: write the number of seconds, such as 30
func (p Problem) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", p.Severity, p)
	if p.Excerpt != "" {
		number := strconv.Itoa(p.Line)
		fmt.Fprintf(&b, "\n  %s | %s", number, p.Excerpt)
		if p.caret > 0 {
			fmt.Fprintf(&b, "\n  %s | %s^", strings.Repeat(" ", len(number)), strings.Repeat(" ", p.caret-1))
		}
	}
	if p.Hint != "" {
		b.WriteString("\nhint: " + printable(p.Hint))
	}
	return b.String()
}

// Errors reports whether one of the problems is an error.
func Errors(problems []Problem) bool {
	for _, p := range problems {
		if p.Severity == Error {
			return true
		}
	}
	return false
}

// Of a line, an excerpt shows this many characters at most, and of what stands
// before the column this many.
const (
	excerptLength = 100
	excerptBefore = 60
)

// excerpt returns line as it may be shown, and where in it the column is.
func excerpt(line string, column int) (shown string, caret int) {
	runes := []rune(hideSecrets(line))
	for i, r := range runes {
		switch {
		case r == '\t':
			runes[i] = '→'
		case !unicode.IsPrint(r):
			runes[i] = '�'
		}
	}
	caret = min(column, len(runes)+1)
	if first := caret - excerptBefore; len(runes) > excerptLength && first > 0 {
		runes = append([]rune{'…'}, runes[first:]...)
		caret -= first - 1
	}
	if len(runes) > excerptLength {
		runes = append(runes[:excerptLength-1:excerptLength-1], '…')
	}
	return strings.TrimRight(string(runes), " "), caret
}

// hideSecrets puts a star for each character of what looks like the value of a
// secret, or like the user and password of a URL: what is shown reaches logs,
// and columns must stay true.
func hideSecrets(line string) string {
	secret := regexp.MustCompile(`(?i)[\w-]*(?:passw|secret|token|api_?key|credential|private_?key)[\w-]*["']?\s*[:=]\s*(.*)|://([^/@\s]+)@`)
	var b strings.Builder
	last := 0
	for _, m := range secret.FindAllStringSubmatchIndex(line, -1) {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		b.WriteString(line[last:from])
		b.WriteString(strings.Repeat("*", len([]rune(line[from:to]))))
		last = to
	}
	return b.String() + line[last:]
}

// printable quotes what a terminal would obey.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}
