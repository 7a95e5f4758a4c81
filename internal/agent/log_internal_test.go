package agent

import (
	"bytes"
	"log/slog"
	"regexp"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

// loggedOf returns what is logged of runs of one instance, the agent's own lines
// without the time.
func loggedOf(level slog.Level, runs ...check.Result) string {
	var b bytes.Buffer
	a := &Agent{
		options: Options{Log: slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{Level: level}))},
		records: map[check.ID]*record{},
	}
	for _, r := range runs {
		r.Instance = &check.Instance{ID: "http:1", Check: "http", Index: 1, Source: "conf.d/http.yaml:7"}
		a.log(r)
		a.record(Run{Result: r})
	}
	return regexp.MustCompile(`(?m)^time=\S+ (level=\S+ msg="the check|level=WARN)`).ReplaceAllString(b.String(), "$1")
}

func TestAFailureIsLoggedWhenItBeginsOrIsAnotherAndWhenItEnds(t *testing.T) {
	fails := func(reason check.Reason, kind, detail string) check.Result {
		fault := &check.Fault{Reason: reason, Kind: kind, Detail: detail, Backtrace: "$170"}
		if reason == check.Deadline {
			fault.Limit = "wall"
		}
		return check.Result{Fault: fault}
	}
	got := loggedOf(slog.LevelInfo,
		check.Result{},
		fails(check.Deadline, "DeadlineExceeded", "after 50 ms"),
		fails(check.Deadline, "DeadlineExceeded", "after 51 ms"),
		fails(check.Failed, "ConnectionError", "Connection refused."),
		fails(check.Failed, "ConnectionError", "Connection reset."),
		fails(check.Failed, "ValueError", "no number"),
		check.Result{},
		check.Result{},
		fails(check.BadModule, "BadModule", "not wasm"),
		fails(check.BadModule, "BadModule", "not wasm"),
	)
	const of = " logger=checks.http instance=1"
	want := `level=WARN msg="the check was stopped"` + of + ` source=conf.d/http.yaml:7 reason=deadline kind=DeadlineExceeded message="after 50 ms" hint="sandbox.limits.wall sets how long a run may take, up to its interval"
level=WARN msg="the check failed"` + of + ` source=conf.d/http.yaml:7 reason=failed kind=ConnectionError message="Connection refused." traceback=$170
level=WARN msg="the check failed"` + of + ` source=conf.d/http.yaml:7 reason=failed kind=ValueError message="no number" traceback=$170
level=INFO msg="the check works again"` + of + `
level=ERROR msg="the check cannot run"` + of + ` source=conf.d/http.yaml:7 reason="bad module" kind=BadModule message="not wasm" hint="sandpiper inspect http shows what the module is"
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestATracebackIsLoggedForWhoAsksForEverything(t *testing.T) {
	run := check.Result{Fault: &check.Fault{Reason: check.Trap, Kind: "Trap", Detail: "unreachable", Backtrace: "$170"}}
	for level, want := range map[slog.Level]string{slog.LevelInfo: "", slog.LevelDebug: " traceback=$170"} {
		got := loggedOf(level, run)
		if want := `level=WARN msg="the check was stopped" logger=checks.http instance=1 source=conf.d/http.yaml:7 reason=trap kind=Trap message=unreachable` + want + "\n"; got != want {
			t.Errorf("at %v got %s, want %s", level, got, want)
		}
	}
}

func TestWhatAGuestLogsHasItsInstanceAndItsTime(t *testing.T) {
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	got := loggedOf(slog.LevelInfo, check.Result{
		Logs: []check.Log{
			{At: noon, Level: slog.LevelInfo, Message: "hello"},
			{At: noon, Level: slog.LevelDebug, Message: "not asked for"},
		},
		Warnings: []string{"nearly full"},
	})
	want := `time=2026-01-02T12:00:00.000Z level=INFO msg=hello logger=checks.http instance=1
level=WARN msg="nearly full" logger=checks.http instance=1
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
