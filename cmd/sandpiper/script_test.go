package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	goruntime "runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sandpiper": main})
}

// TestScripts types what an operator types: testdata/script holds a session for
// each command and each mistake. Besides testscript's own commands there are
//
//	wasm FILE CALLS       makes a module of the calls in a file, which is
//	                      written as the vectors of abi/testkit
//	wasm FILE =KIND       makes one of the modules of odd
//	start NAME ARG...     starts sandpiper; with -nohup deaf to hangups
//	await NAME REGEXP     waits until it has written a line like that
//	signal NAME [SIGNAL]  interrupts it, or sends a hangup
//	ended NAME            waits for its end, whose exit code is 0; NAME.out and
//	                      NAME.err hold what it wrote, NAME.end how it ended
//	interrupt NAME        signal and ended in one
//	warm                  uses the cache that has the interpreters compiled
//	settle FILE COPY      copies a file, or stdout, with the times and places that
//	                      differ from run to run made equal, for cmp
//	taken VARIABLE        sets it to an address at which somebody listens
//	free VARIABLE         sets it to one at which nobody does
//	project ADDRESS       copies the project's conf.d and modules, with the
//	                      agent's own page at the address
//	readme FILE [PAGE]    writes the console output of the README, or of another
//	                      page, to a file
//	nest FILE N OPEN CLOSE
//	                      writes N times OPEN, and then N times CLOSE
//	lines FILE FILE       compares files by their lines, settled, in any order
//
// and a condition, [heaplimit], that the memory of a program can be bounded here.
func TestScripts(t *testing.T) {
	// Programs inherit that a signal is ignored, and not that it is heard: what
	// is started here hears hangups, also where the tests run under nohup.
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangups) })
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               isolate,
		Condition: func(name string) (bool, error) {
			if name != "heaplimit" {
				return false, fmt.Errorf("there is no condition %s", name)
			}
			return goruntime.GOOS == "linux" && !raced, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"wasm": wasmCommand, "start": startCommand, "await": awaitCommand, "signal": signalCommand, "ended": endedCommand, "interrupt": interruptCommand,
			"settle": settleCommand, "taken": takenCommand, "free": freeCommand,
			"warm": warmCommand(t.TempDir()), "project": projectCommand, "readme": readmeCommand, "nest": nestCommand, "lines": linesCommand,
		},
	})
}

// isolate keeps a script within its folder, and off the network.
func isolate(e *testscript.Env) error {
	for name, value := range map[string]string{
		"HOME":                filepath.Join(e.WorkDir, "home"),
		"TZ":                  "UTC",
		"GORACE":              "atexit_sleep_ms=0", // else each program waits a second for races at its end
		"SANDPIPER_HOSTNAME":  "web-1",
		"SANDPIPER_LISTEN":    "off",
		"SANDPIPER_CACHE_DIR": filepath.Join(e.WorkDir, "home", "cache"),
		"SANDPIPER_STATE_DIR": filepath.Join(e.WorkDir, "home", "state"),
		"SANDPIPER_SOCKET":    filepath.Join(e.WorkDir, "s"),
	} {
		e.Setenv(name, value)
	}
	e.Values[agentsKey{}] = map[string]*started{}
	for _, folder := range []string{"conf.d", "checks.d", "home"} {
		if err := os.MkdirAll(filepath.Join(e.WorkDir, folder), 0o755); err != nil {
			return err
		}
	}
	return nil
}

func settleCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: settle FILE COPY")
	}
	settled := alike(ts.ReadFile(args[0]), ts.MkAbs("."))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(settled), 0o644))
}

// alike replaces what differs from run to run: the time of day, how long
// something took, and where the script runs.
func alike(text, folder string) string {
	text = strings.ReplaceAll(text, folder, "$WORK")
	for pattern, same := range map[string]string{
		`\d\d:\d\d:\d\d`:         "12:00:00",
		`\d{4}-\d\d-\d\d`:        "2026-01-02",
		`[ \d]{2}\d\.\d (ms|s )`: "  1.0 ms",
		`(Pid|pid"): \d+`:        "$1: 1",
		`(Platform): \w+/\w+`:    "$1: os/arch",
		`sha256:[0-9a-f]{64}`:    "sha256:…",
		`(?m)^compiled .*\n`:     "",
		`127\.0\.0\.1:\d+`:       "127.0.0.1:1",
		`(response_time) = \S+`:  "$1 = 0.0041",

		`used \d+ fuel, +\S+ m?s`:             "used 1 fuel, 1.0 ms",
		`(m?s {2,3})[ .\d]{3}[\dkMGTPE] fuel`: "${1}  1k fuel",
		`(wall_ms|memory)": .*,`:              `$1": 0,`,
	} {
		text = regexp.MustCompile(pattern).ReplaceAllString(text, same)
	}
	return text
}

func nestCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: nest FILE N OPEN CLOSE")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(args[2], n)+strings.Repeat(args[3], n)), 0o644))
}

func takenCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: taken VARIABLE")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// patience bounds every wait of a test; none takes as long unless it fails. A
// race-detecting agent takes most of a minute to compile the examples when all
// other tests run beside it.
const patience = 3 * time.Minute
