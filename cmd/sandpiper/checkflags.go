package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/spf13/cobra"
)

// format is how the outcomes of a check are shown.
type format string

const (
	asText       format = "text"
	asJSON       format = "json"
	asPrometheus format = "prometheus"
	asInflux     format = "influx"
	asNagios     format = "nagios"
)

func formats() []string {
	return []string{string(asText), string(asJSON), string(asPrometheus), string(asInflux), string(asNagios)}
}

func (f *format) Set(s string) error {
	if !slices.Contains(formats(), s) {
		return errors.New("use text, json, prometheus, influx or nagios")
	}
	*f = format(s)
	return nil
}

func (f *format) Type() string { return "format" }

func (f *format) String() string { return string(*f) }

// checkFlags are the flags of the command check.
type checkFlags struct {
	file     string
	set      []string
	instance whole // not given: all
	times    whole
	pause    span
	rate     bool
	format   format
	json     bool
}

func (o *checkFlags) add(c *cobra.Command) {
	o.format, o.pause = asText, span(time.Second)
	o.instance, o.times = whole{-1, 0}, whole{1, 1}
	flags := c.Flags()
	flags.StringVarP(&o.file, "file", "f", "", "`file` with the instance of a module, or written as in conf.d")
	flags.StringArrayVar(&o.set, "set", nil, "`key=value` of the instance of a module, or init_config.key=value")
	flags.VarP(&o.instance, "instance", "i", "`number` of the only instance to run, from 0 (default all)")
	flags.VarP(&o.times, "times", "t", "`number` of runs of each instance")
	flags.Var(&o.pause, "pause", "between two runs, in seconds or as in 500ms")
	flags.BoolVarP(&o.rate, "rate", "r", false, "two runs, 1 s apart, which rates and monotonic counts need")
	flags.Var(&o.format, "format", "text, json, prometheus, influx or nagios")
	flags.BoolVar(&o.json, "json", false, "short for --format json")
	completes(c, "format", formats())
}

// settle resolves what the flags mean together; given says which were. Some that
// have no effect beside another are told in the notice.
func (o *checkFlags) settle(given func(flag string) bool) (notice string, err error) {
	for _, assignment := range o.set {
		if i := strings.IndexByte(assignment, '='); i < 1 {
			return "", misuse("write it as in --set timeout=5", "--set %s: this is not key=value", assignment)
		}
	}
	if o.json {
		if given("format") && o.format != asJSON {
			return "", misuse("leave out one of them", "--json is short for --format json, and --format is %s", o.format)
		}
		o.format = asJSON
	}
	if o.rate {
		if given("times") || given("pause") {
			notice = "--rate makes two runs, 1 s apart: --times and --pause have no effect beside it"
		}
		o.times.value, o.pause = 2, span(time.Second)
	}
	return notice, nil
}

// chosen returns the instances that --instance leaves.
func (o *checkFlags) chosen(instances []check.Instance) ([]check.Instance, error) {
	switch i := o.instance.value; {
	case !o.instance.given():
		return instances, nil
	case i >= len(instances):
		return nil, misuse("they are numbered from 0", "there is no instance %d: the check has %s", i, count(len(instances), "instance"))
	default:
		return instances[i : i+1], nil
	}
}

// between is said after so many rounds, when another one follows.
func (o *checkFlags) between(done int) string {
	switch {
	case done == o.times.value:
		return ""
	case o.rate:
		return "\nRunning 2nd iteration to capture rate metrics: they need two runs\n\n"
	default:
		return fmt.Sprintf("\nRunning iteration %d of %d\n\n", done+1, o.times.value)
	}
}
