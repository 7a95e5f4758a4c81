//go:build integration

package agent_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/python"
	"github.com/sandpiper-checks/sandpiper/internal/agent"
	"github.com/sandpiper-checks/sandpiper/internal/config"
	"github.com/sandpiper-checks/sandpiper/internal/forwarder/intaketest"
)

// nginx is a real web server on the loopback: / answers 200, /status/400 that
// status, and /slow a kilobyte at ten bytes a second.
type nginx struct {
	url     string
	process *exec.Cmd
}

const nginxConf = `
daemon off;
master_process off;
pid %[1]s/pid;
error_log %[1]s/error.log;
events {}
http {
  access_log off;
  client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3;
  uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
  server {
    listen %[2]s;
    root %[1]s;
    location = /status/400 { return 400; }
    location = /slow { limit_rate 10; try_files /slow.txt =404; }
  }
}
`

func startNginx(t *testing.T) *nginx {
	dir := t.TempDir()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	write(t, filepath.Join(dir, "nginx.conf"), fmt.Sprintf(nginxConf, dir, address))
	write(t, filepath.Join(dir, "index.html"), "hello\n")
	write(t, filepath.Join(dir, "slow.txt"), strings.Repeat("x", 1024))
	n := &nginx{"http://" + address, exec.Command("nginx", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"))}
	n.process.Stderr = os.Stderr
	if err := n.process.Start(); err != nil {
		t.Fatalf("starting nginx: %v; make integration installs it on Debian", err)
	}
	t.Cleanup(n.kill)
	until(t, "nginx to listen", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return n
}

func (n *nginx) kill() {
	_ = n.process.Process.Kill()
	_ = n.process.Wait()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTheDocumentsHTTPCheckAgainstNginx(t *testing.T) {
	server, receiver := startNginx(t), intaketest.New(t, "key")
	dir := t.TempDir()
	checksd, err := filepath.Abs("../../checks.d")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "sandpiper.yaml"), fmt.Sprintf(`
hostname: web-1
check_interval: 1
checksd: %s
cache_dir: cache
state_dir: state
socket: s
listen: off
sts_url: %s
api_key: key
outputs: [stackstate, console]
`, checksd, receiver.URL()))
	write(t, filepath.Join(dir, "conf.d/hello.yaml"), "init_config:\n\ninstances:\n    [{}]\n")
	write(t, filepath.Join(dir, "conf.d/http.yaml"), fmt.Sprintf(`
init_config:
    default_timeout: 5

instances:
    -   url: %[1]s/

    -   url: %[1]s/slow
        timeout: 0.3

    -   url: %[1]s/status/400

sandbox: # the first run loads the script, which may take longer than an interval
    limits: {wall: 15s}
`, server.url))

	main, problems := config.LoadMain(filepath.Join(dir, "sandpiper.yaml"), nil)
	checks := config.LoadChecks(main)
	if problems = append(problems, checks.Problems...); config.Errors(problems) {
		t.Fatalf("problems %v", problems)
	}
	a := &testAgent{main: main, log: new(lockedBuffer)}
	if a.Agent, err = agent.New(t.Context(), agent.Options{
		Main: main, Checks: checks, Version: "0.0.1", Log: slog.New(slog.NewTextHandler(a.log, nil)), Console: a,
		Interpreters: map[string]func() []byte{".py": python.Module},
	}); err != nil {
		t.Fatal(err)
	}
	stop := a.start(t)

	intervals := func(n int) func([]agent.Run) bool {
		return func(runs []agent.Run) bool {
			perInstance := map[int]int{}
			for _, r := range runsOf(runs, "http") {
				perInstance[r.Instance.Index]++
			}
			return len(runsOf(runs, "hello")) >= n && perInstance[0] >= n && perInstance[1] >= n && perInstance[2] >= n
		}
	}
	a.await(t, "three intervals", intervals(3))
	alive, _ := a.seen()
	server.kill()
	a.await(t, "three intervals more", intervals(8)) // of which the first two may have begun before
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	wantWhileAlive(t, alive)
	wantDelivered(t, receiver.Total(), server.url)
	wantOnlyHTTPToSuffer(t, a)
}

// wantWhileAlive holds what the document promises of each run.
func wantWhileAlive(t *testing.T, runs []agent.Run) {
	for _, r := range runsOf(runs, "http") {
		if r.Fault != nil {
			t.Errorf("instance %d failed while nginx was there: %v", r.Instance.Index, r.Fault)
		}
		metrics, events := [...]int{1, 0, 1}[r.Instance.Index], [...]int{0, 1, 1}[r.Instance.Index]
		if len(r.Series) != metrics || len(r.Events) != events {
			t.Errorf("instance %d reported %d metrics and %d events, want %d and %d",
				r.Instance.Index, len(r.Series), len(r.Events), metrics, events)
		}
	}
}

// wantDelivered holds what reached the receiver, to the field.
func wantDelivered(t *testing.T, got intaketest.Payload, url string) {
	times := 0
	for _, m := range got.Metrics {
		if m.Name != "http.response_time" {
			continue
		}
		times++
		if m.Type != "gauge" || m.Value <= 0 || m.Value > 5 || m.Hostname != "web-1" ||
			!slices.Equal(m.Tags, []string{"http_check"}) {
			t.Errorf("metric %+v", m)
		}
	}
	if times < 3 {
		t.Errorf("%d response times, want at least 3", times)
	}
	want := map[string]string{
		fmt.Sprintf("%s/slow timed out after 0.3 seconds.", url):   "URL timeout",
		fmt.Sprintf("%s/status/400 returned a status of 400", url): "Invalid response code for " + url + "/status/400",
	}
	seen := map[string]int{}
	for source, events := range got.Events {
		for _, e := range events {
			text := fmt.Sprint(e["msg_text"])
			seen[text]++
			target, _, _ := strings.Cut(text, " ")
			key := md5.Sum([]byte(target))
			if e["msg_title"] != want[text] || e["event_type"] != "http_check" ||
				e["aggregation_key"] != hex.EncodeToString(key[:]) || e["alert_type"] != "info" || e["host"] != "web-1" {
				t.Errorf("event of %s: %v", source, e)
			}
		}
	}
	for text := range want {
		if seen[text] < 3 {
			t.Errorf("%d events %q, want at least 3", seen[text], text)
		}
	}
}

// wantOnlyHTTPToSuffer holds that without nginx the http check fails as an
// exception would show, and nothing else changes.
func wantOnlyHTTPToSuffer(t *testing.T, a *testAgent) {
	for _, c := range a.Info().Checks {
		for _, i := range c.Instances {
			switch {
			case c.Name == "http" && (i.Error == nil || i.Error.Kind != "ConnectionError" || !strings.HasSuffix(i.Error.Message, `[Errno 111] Connection refused"))`)):
				t.Errorf("http #%d: %+v", i.Index, i.Error)
			case c.Name == "hello" && (i.Status != "OK" || i.Errors > 0):
				t.Errorf("hello suffered: %+v", i)
			}
		}
	}
}
