package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// agentsKey is where a script keeps what it has started, by name.
type agentsKey struct{}

// started is a program that runs beside a script.
type started struct {
	cmd      *exec.Cmd
	out, err watched
	ended    chan struct{}
	result   error // when ended
}

func startCommand(ts *testscript.TestScript, neg bool, args []string) {
	nohup := len(args) > 0 && args[0] == "-nohup"
	if nohup {
		args = args[1:]
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: start [-nohup] NAME ARG...")
	}
	program, err := exec.LookPath("sandpiper")
	ts.Check(err)
	s := &started{cmd: exec.Command(program, args[1:]...), ended: make(chan struct{})}
	if nohup {
		s.cmd = exec.Command("sh", append([]string{"-c", `trap "" HUP; exec "$0" "$@"`, program}, args[1:]...)...)
	}
	s.cmd.Dir = ts.MkAbs(".")
	s.cmd.Stdout, s.cmd.Stderr = &s.out, &s.err
	for _, name := range []string{
		"PATH", "HOME", "TZ", "TMPDIR", "SYSTEMROOT", "GORACE", "SANDPIPER_HOSTNAME", "SANDPIPER_LISTEN", "SANDPIPER_CACHE_DIR",
		"SANDPIPER_STATE_DIR", "SANDPIPER_SOCKET", "SANDPIPER_STS_URL", "SANDPIPER_API_KEY", "SANDPIPER_CHECK_INTERVAL",
	} {
		if value := ts.Getenv(name); value != "" {
			s.cmd.Env = append(s.cmd.Env, name+"="+value)
		}
	}
	ts.Check(s.cmd.Start())
	go func() {
		s.result = s.cmd.Wait()
		close(s.ended)
	}()
	ts.Defer(func() {
		_ = s.cmd.Process.Kill() // an error: it has ended
		<-s.ended
	})
	agents(ts)[args[0]] = s
}

func awaitCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await NAME REGEXP")
	}
	s, pattern := agents(ts)[args[0]], regexp.MustCompile(args[1])
	timeout := time.After(patience)
	for {
		changed, changedErr := s.out.next(), s.err.next()
		if pattern.MatchString(s.out.String()) || pattern.MatchString(s.err.String()) {
			return
		}
		select {
		case <-changed:
		case <-changedErr:
		case <-s.ended:
			ts.Fatalf("%s has ended (%v):\n%s%s", args[0], s.result, &s.out, &s.err)
		case <-timeout:
			ts.Fatalf("%s has not written %s:\n%s%s", args[0], pattern, &s.out, &s.err)
		}
	}
}

func interruptCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: interrupt NAME")
	}
	signalCommand(ts, false, args)
	endedCommand(ts, neg, args)
}

func endedCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: ended NAME")
	}
	s := agents(ts)[args[0]]
	select {
	case <-s.ended:
	case <-time.After(patience):
		ts.Fatalf("%s does not end:\n%s%s", args[0], &s.out, &s.err)
	}
	ts.Logf("%s%s", &s.out, &s.err)
	if (s.result != nil) != neg {
		ts.Fatalf("%s ended: %v", args[0], s.result)
	}
	for extension, written := range map[string]string{
		".out": s.out.String(), ".err": s.err.String(), ".end": fmt.Sprintln(s.result),
	} {
		ts.Check(os.WriteFile(ts.MkAbs(args[0]+extension), []byte(written), 0o644))
	}
}

func signalCommand(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"interrupt": os.Interrupt, "hangup": syscall.SIGHUP}
	if len(args) == 1 {
		args = append(args, "interrupt")
	}
	if neg || len(args) != 2 || signals[args[1]] == nil {
		ts.Fatalf("usage: signal NAME [interrupt|hangup]")
	}
	ts.Check(agents(ts)[args[0]].cmd.Process.Signal(signals[args[1]]))
}

func agents(ts *testscript.TestScript) map[string]*started {
	return ts.Value(agentsKey{}).(map[string]*started)
}

// watched is a buffer that one can wait for to grow.
type watched struct {
	mu      sync.Mutex
	written bytes.Buffer
	grown   chan struct{} // closed by the next write; nil: nobody waits
}

func (w *watched) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.grown != nil {
		close(w.grown)
		w.grown = nil
	}
	return w.written.Write(b)
}

// next is closed by the next write.
func (w *watched) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.grown == nil {
		w.grown = make(chan struct{})
	}
	return w.grown
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.ToValidUTF8(w.written.String(), "\uFFFD")
}
