package config

import (
	"cmp"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// Main is the agent's own settings. Flags are set on its fields afterwards.
// Files and folders that are not absolute are relative to the working
// directory of the process.
type Main struct {
	// File is the file that the settings come from, empty when there is none.
	File string

	Hostname string
	Tags     []string // of the host; a sorted set

	// URL is where the receiver is, without a slash at its end, and APIKey,
	// which is a secret, the account there; the first where there are several.
	URL, APIKey string

	// CheckInterval is the interval of an instance that has none of its own.
	CheckInterval time.Duration

	Confd   string // the folder of the checks' configuration
	Checksd string // the folder of modules
	// AdditionalChecksd are folders of modules that are looked in before
	// Checksd, in this order.
	AdditionalChecksd []string

	HistogramAggregates  []string  // of min, max, median, avg, sum and count
	HistogramPercentiles []float64 // each between 0 and 1, ascending

	Outputs []Output
	// InternalMetrics says that what runs cost is sent as metrics too.
	InternalMetrics bool

	// Listen is the loopback address of the agent's own HTTP, empty for none.
	Listen string

	CacheDir   string // of what can be made again
	CacheBytes int64  // how much of it there is at most
	StateDir   string // of what cannot
	Socket     string // path of the agent's Unix socket

	LogLevel slog.Level

	// Limits are the most that the file of a check may ask for, and so bound
	// the defaults too. One that is 0 bounds nothing.
	Limits check.Limits
	// Caps bound what a module may hold. The zero value stands for
	// [wasm.DefaultCaps].
	Caps wasm.Caps

	// StatefulBytes is how much the guests of all stateful checks together may
	// hold between runs; 0: as runtime.Options has it.
	StatefulBytes int64

	// HoldAfter is check.Instance.HoldAfter of those whose file names none.
	HoldAfter int

	ForwarderQueueBytes  int64
	RecentPointThreshold time.Duration // how old a point may be when it arrives
}

// Output is one receiver of what the agent collects.
type Output struct {
	Kind string // Console, JSONL or StackState

	Path string // JSONL: the file that lines are added to, "-" for standard output

	// The rest is of StackState.

	URL               string // without a slash at its end
	APIKey            string // a secret
	Timeout           time.Duration
	SkipSSLValidation bool
}

// The kinds of outputs.
const (
	Console    = "console"
	JSONL      = "jsonl"
	StackState = "stackstate"
)

// LoadMain reads the agent's settings: those of the environment, each named
// SANDPIPER_ and the setting in capitals, over those of the file, over the
// defaults. env has the form of [os.Environ].
//
// An empty path stands for SANDPIPER_CONFIG, else ./sandpiper.yaml, else
// /etc/sandpiper/sandpiper.yaml, else no file. A file whose name ends in .conf
// is read as the StackState.conf of the older agents. Whatever the problems
// are, the settings can be used: what is wrong has its default.
func LoadMain(path string, env []string) (Main, []Problem) {
	return thisHost(env).loadMain(path)
}

func (h host) loadMain(path string) (Main, []Problem) {
	if path = cmp.Or(path, h.env["SANDPIPER_CONFIG"]); path == "" {
		path = h.find("sandpiper.yaml")
	}
	s := &settings{
		main: Main{
			File:                 path,
			CheckInterval:        15 * time.Second,
			HistogramAggregates:  []string{"max", "median", "avg", "count"},
			HistogramPercentiles: []float64{0.95},
			Listen:               "127.0.0.1:8127",
			InternalMetrics:      true,
			HoldAfter:            10,
			CacheBytes:           1 << 30,
			ForwarderQueueBytes:  15 << 20,
			RecentPointThreshold: time.Hour,
		},
		timeout: 20 * time.Second,
		old:     strings.EqualFold(filepath.Ext(path), ".conf"),
	}
	base := ""
	if path != "" {
		base = filepath.Dir(path)
		s.base = base
		s.readFile(path)
	}
	s.base = "" // a variable comes from a shell, which is in some working directory
	s.readEnvironment(h.env)
	s.chooseOutputs()

	var problems []Problem
	for _, d := range s.documents {
		problems = append(problems, d.sorted()...)
	}
	return s.main, append(problems, h.fill(&s.main, base)...)
}
