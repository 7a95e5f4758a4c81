package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// globalFlags are those that every command has.
type globalFlags struct {
	config, confd, checksd string
	level                  level
}

func (f *globalFlags) add(c *cobra.Command) {
	flags := c.PersistentFlags()
	flags.StringVar(&f.config, "config", "", "`file` of settings (default ./sandpiper.yaml, else /etc/sandpiper/sandpiper.yaml)")
	flags.StringVar(&f.confd, "confd", "", "`folder` of the checks' configuration (default conf.d beside the settings)")
	flags.StringVar(&f.checksd, "checksd", "", "`folder` of modules (default checks.d beside the settings)")
	flags.Var(&f.level, "log-level", "debug, info, warning or error")
	completes(c, "log-level", []string{"debug", "info", "warning", "error"})
}

// completes offers the words of a flag to a shell.
func completes(c *cobra.Command, flag string, words []string) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic("BUG: " + err.Error())
	}
}

// level is a --log-level, which may not be given.
type level struct {
	value slog.Level
	given bool
}

func (l *level) Set(s string) error {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo,
		"warning": slog.LevelWarn, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	if l.value, l.given = levels[strings.ToLower(s)]; !l.given {
		return errors.New("use debug, info, warning or error")
	}
	return nil
}

func (l *level) Type() string { return "level" }

func (l *level) String() string {
	if !l.given {
		return ""
	}
	return strings.ToLower(l.value.String())
}

// whole is a flag that is a whole number, of which the least that may be given
// is known. One that is less was not given.
type whole struct{ value, least int }

func (n *whole) Set(s string) error {
	given, err := strconv.Atoi(s)
	if err != nil || given < n.least {
		return fmt.Errorf("write a whole number, %d or more", n.least)
	}
	n.value = given
	return nil
}

func (n *whole) given() bool { return n.value >= n.least }

func (n *whole) Type() string { return "number" }

func (n *whole) String() string {
	if !n.given() {
		return ""
	}
	return strconv.Itoa(n.value)
}

// span is a time that is given as in the settings: a number is seconds, and
// anything else a duration of Go.
type span time.Duration

func (d *span) Set(s string) error {
	seconds, err := strconv.ParseFloat(s, 64)
	parsed := time.Duration(seconds * float64(time.Second))
	if err != nil {
		parsed, err = time.ParseDuration(s)
	}
	if err != nil || parsed < 0 || seconds != seconds || seconds > 1e9 {
		return errors.New("write seconds, or a time as in 500ms")
	}
	*d = span(parsed)
	return nil
}

func (d *span) Type() string { return "time" }

func (d *span) String() string { return time.Duration(*d).String() }
