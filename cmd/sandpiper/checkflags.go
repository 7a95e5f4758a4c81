package main

import (
	"errors"
	"fmt"
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

func (f *format) Set(s string) error {
	switch format(s) {
	case asText, asJSON, asPrometheus, asInflux, asNagios:
		*f = format(s)
		return nil
	default:
		return errors.New("use text, json, prometheus, influx or nagios")
	}
}

func (f *format) Type() string { return "format" }

func (f *format) String() string { return string(*f) }

// checkFlags are the flags of the command check.
type checkFlags struct {
	file     string
	set      []string
	instance int // -1: all
	times    int
	pause    span
	rate     bool
	format   format
	json     bool
}

func (o *checkFlags) add(c *cobra.Command) {
	o.format, o.pause = asText, span(time.Second)
	flags := c.Flags()
	flags.StringVarP(&o.file, "file", "f", "", "`file` with the instance of a module, or written as in conf.d")
	flags.StringArrayVar(&o.set, "set", nil, "`key=value` of the instance of a module, or init_config.key=value")
	flags.IntVarP(&o.instance, "instance", "i", -1, "`number` of the only instance to run, from 0 (default all)")
	flags.IntVarP(&o.times, "times", "t", 1, "`number` of runs of each instance")
	flags.Var(&o.pause, "pause", "between two runs, in seconds or as in 500ms")
	flags.BoolVarP(&o.rate, "rate", "r", false, "two runs, 1 s apart, which rates and monotonic counts need")
	flags.Var(&o.format, "format", "text, json, prometheus, influx or nagios")
	flags.BoolVar(&o.json, "json", false, "short for --format json")
}

// settle resolves what the flags mean together.
func (o *checkFlags) settle() error {
	if o.json {
		o.format = asJSON
	}
	if o.rate {
		o.times, o.pause = 2, span(time.Second)
	}
	if o.times < 1 {
		return misuse("", "--times %d is less than one run", o.times)
	}
	return nil
}

// chosen returns the instances that --instance leaves.
func (o *checkFlags) chosen(instances []check.Instance) ([]check.Instance, error) {
	switch {
	case o.instance == -1:
		return instances, nil
	case o.instance < 0 || o.instance >= len(instances):
		return nil, misuse("they are numbered from 0", "there is no instance %d: the check has %s", o.instance, count(len(instances), "instance"))
	default:
		return instances[o.instance : o.instance+1], nil
	}
}

// between is said after so many rounds, when another one follows.
func (o *checkFlags) between(done int) string {
	switch {
	case done == o.times:
		return ""
	case o.rate:
		return "\nRunning 2nd iteration to capture rate metrics: they need two runs\n\n"
	default:
		return fmt.Sprintf("\nRunning iteration %d of %d\n\n", done+1, o.times)
	}
}
