package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine describes where the numbers come from, in the words of its system.
type machine struct {
	cores         int
	cpu, goes, os string
	load          string // over the last minute, before the bench began
}

func describe() machine {
	return machine{
		cores: runtime.NumCPU(),
		cpu:   cmp.Or(value("/proc/cpuinfo", "model name"), runtime.GOARCH),
		goes:  runtime.Version(),
		os:    cmp.Or(value("/etc/os-release", "PRETTY_NAME"), runtime.GOOS),
		load:  cmp.Or(first("/proc/loadavg"), "unknown"),
	}
}

func (m machine) String() string {
	return fmt.Sprintf("%d cores of %s, %s/%s, %s, %s. Load before the first round: %s.",
		m.cores, m.cpu, runtime.GOOS, runtime.GOARCH, m.goes, m.os, m.load)
}

// value is what stands behind a key, and a colon or an equals sign, in a file
// of lines; empty where there is no such file or line.
func value(path, key string) string {
	b, _ := os.ReadFile(path) // not there on every system
	for line := range strings.Lines(string(b)) {
		k, v, _ := strings.Cut(strings.Replace(line, "=", ":", 1), ":")
		if strings.TrimSpace(k) == key {
			return strings.Trim(strings.TrimSpace(v), `"`)
		}
	}
	return ""
}

// first is the first word of a file.
func first(path string) string {
	b, _ := os.ReadFile(path) // not there on every system
	word, _, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	return word
}
