package main

import (
	"io"
	"os"
	goruntime "runtime"
	"slices"
)

// isTerminal says that a person reads what is written there.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// coloured says that what is written there may have colours: on a terminal
// that knows them, unless NO_COLOR is set (no-color.org).
func (a *app) coloured(w io.Writer) bool {
	if goruntime.GOOS == "windows" && a.variable("WT_SESSION") == "" && a.variable("TERM") == "" {
		return false // an old console shows the codes
	}
	return isTerminal(w) && a.variable("NO_COLOR") == "" && a.variable("TERM") != "dumb"
}

// variable is the value of a variable of the environment, empty when unset.
func (a *app) variable(name string) string {
	value := ""
	for _, v := range a.env {
		if len(v) > len(name) && v[:len(name)] == name && v[len(name)] == '=' {
			value = v[len(name)+1:] // the last one counts
		}
	}
	return value
}

// colour is a code of ANSI's SGR; plain changes nothing.
type colour string

const (
	plain  colour = ""
	red    colour = "31"
	green  colour = "32"
	yellow colour = "33"
	faint  colour = "2"
)

func (c colour) paint(s string) string { return "\x1b[" + string(c) + "m" + s + "\x1b[0m" }

// statusColour is the colour of a status of a run or a service.
func statusColour(status string) colour {
	switch {
	case status == "OK":
		return green
	case slices.Contains([]string{"WARNING", "UNKNOWN"}, status):
		return yellow
	default:
		return red
	}
}
