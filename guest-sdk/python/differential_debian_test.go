//go:build integration && !noscripts

package python_test

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"
)

const nginxConf = `
daemon off;
master_process off;
pid FOLDER/nginx.pid;
error_log FOLDER/error.log;
events {}
http {
  access_log off;
  client_body_temp_path FOLDER/t1; proxy_temp_path FOLDER/t2; fastcgi_temp_path FOLDER/t3;
  uwsgi_temp_path FOLDER/t4; scgi_temp_path FOLDER/t5;
  server {
    listen ADDRESS;
    location = /nginx_status { stub_status; }
    location ~ ^/(status|ping)$ {
      fastcgi_pass unix:FOLDER/php.sock;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param SCRIPT_NAME $uri;
      fastcgi_param SCRIPT_FILENAME $uri;
    }
  }
}
`

const apacheConf = `
ServerRoot FOLDER
ServerName localhost
Listen ADDRESS
PidFile FOLDER/apache.pid
ErrorLog FOLDER/error.log
User NOBODY
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule status_module /usr/lib/apache2/modules/mod_status.so
ExtendedStatus On
<Location /server-status>
  SetHandler server-status
</Location>
`

const lighttpdConf = `
server.modules = ("mod_status")
server.document-root = "FOLDER"
server.bind = "127.0.0.1"
server.port = PORT
status.status-url = "/server-status"
`

const haproxyConf = `
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend public
  bind ADDRESS
  stats enable
  stats uri /stats
  stats auth u:p
  default_backend app
backend app
  server web1 127.0.0.1:9
  server web2 127.0.0.1:9 disabled
`

const phpConf = `
[global]
error_log = FOLDER/php.log
[www]
user = NOBODY
listen = FOLDER/php.sock
listen.mode = 0666
pm = static
pm.max_children = 2
pm.status_path = /status
ping.path = /ping
`

// TestChecksReportTheSameOfRealServers has the checks of both sides ask one
// server, which Debian has.
func TestChecksReportTheSameOfRealServers(t *testing.T) {
	for _, c := range []struct {
		check   string
		start   func(*testing.T, string, string)
		varies  []string
		setting string // of each instance
	}{
		{
			"nginx",
			func(t *testing.T, folder, at string) { start(t, folder, at, nginxConf, "nginx", "-p", folder, "-c") },
			[]string{
				"nginx.net.connections", "nginx.net.reading", "nginx.net.writing", "nginx.net.waiting",
				"nginx.net.conn_opened_per_s", "nginx.net.conn_dropped_per_s", "nginx.net.request_per_s",
			},
			`{"nginx_status_url": "{{url}}/nginx_status"} {"nginx_status_url": "{{url}}/nowhere"}`,
		},
		{
			"apache",
			func(t *testing.T, folder, at string) {
				start(t, folder, at, apacheConf, "apache2", "-DFOREGROUND", "-f")
			},
			[]string{
				"apache.performance.idle_workers", "apache.performance.busy_workers", "apache.performance.cpu_load", "apache.performance.uptime",
				"apache.net.bytes", "apache.net.hits", "apache.net.bytes_per_s", "apache.net.request_per_s", "apache.scoreboard",
			},
			`{"apache_status_url": "{{url}}/server-status?auto", "tags": ["a:b"]} {"apache_status_url": "{{url}}/server-status"} {"apache_status_url": "{{url}}/x"}`,
		},
		{
			"lighttpd",
			func(t *testing.T, folder, at string) { start(t, folder, at, lighttpdConf, "lighttpd", "-D", "-f") },
			[]string{
				"lighttpd.performance.idle_server", "lighttpd.performance.busy_servers", "lighttpd.performance.uptime",
				"lighttpd.net.bytes", "lighttpd.net.hits", "lighttpd.net.bytes_per_s", "lighttpd.net.request_per_s",
			},
			`{"lighttpd_status_url": "{{url}}/server-status?auto"} {"lighttpd_status_url": "{{url}}/x"}`,
		},
		{
			"haproxy",
			func(t *testing.T, folder, at string) { start(t, folder, at, haproxyConf, "haproxy", "-db", "-f") },
			[]string{
				"haproxy.frontend.session.current", "haproxy.frontend.session.rate", "haproxy.frontend.bytes.in_rate", "haproxy.frontend.bytes.out_rate",
				"haproxy.backend.session.rate", "haproxy.backend.bytes.in_rate", "haproxy.backend.bytes.out_rate", "haproxy.frontend.response.5xx",
			},
			`{"url": "{{url}}/stats", "username": "u", "password": "p"} {"url": "{{url}}/stats"}`,
		},
		{
			"php_fpm",
			func(t *testing.T, folder, at string) {
				start(t, folder, "", phpConf, newest(t, "/usr/sbin/php-fpm*"), "-F", "-y")
				start(t, folder, at, nginxConf, "nginx", "-p", folder, "-c")
			},
			[]string{
				"php_fpm.requests.accepted", "php_fpm.processes.idle", "php_fpm.processes.active", "php_fpm.listen_queue.size",
				"php_fpm.process.cpu", "php_fpm.process.memory",
			},
			`{"status_url": "{{url}}/status", "ping_url": "{{url}}/ping", "full": true} {"ping_url": "{{url}}/ping", "ping_reply": "other"}`,
		},
	} {
		t.Run(c.check, func(t *testing.T) {
			folder, at := t.TempDir(), freeAddress(t)
			if err := os.Chmod(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			c.start(t, folder, at)
			p := newPlace(t, "http://"+at)
			trial := trial{name: c.check, Varies: c.varies, Runs: 2, Instances: instances(t, p.text(c.setting))}
			native, sandboxed := trial.inMachine(t, p), trial.inSandbox(t, p)
			if !strings.Contains(native, " = VARIES ") {
				t.Errorf("the server was not understood:\n%s", native)
			}
			if d := diff.Diff("the machine's Python", []byte(native), "the sandbox", []byte(sandboxed)); d != nil {
				t.Errorf("the sandbox differs:\n%s", d)
			}
		})
	}
}

// freeAddress is one of the loopback at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	return free.Addr().String()
}

// newest is the last file of a pattern: Debian has the release in its name.
func newest(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("there is no %s; make integration installs it on Debian", pattern)
	}
	return found[len(found)-1]
}

// start writes the configuration of a server, in which it puts FOLDER, ADDRESS,
// PORT and NOBODY, runs the command with the name of that file after it, and
// waits until the server listens, at its socket where address is empty. The
// server ends with the test.
func start(t *testing.T, folder, address, configuration, command string, arguments ...string) {
	t.Helper()
	_, port, _ := strings.Cut(address, ":")
	nobody := "www-data"
	if me, err := user.Current(); err == nil && me.Uid != "0" {
		nobody = me.Username
	}
	config := filepath.Join(folder, filepath.Base(command)+".conf")
	text := strings.NewReplacer("FOLDER", folder, "ADDRESS", address, "PORT", port, "NOBODY", nobody).Replace(configuration)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	process := exec.Command(command, append(arguments, config)...)
	process.Stdout, process.Stderr = t.Output(), t.Output()
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its children end with it
	process.WaitDelay = 5 * time.Second
	if err := process.Start(); err != nil {
		t.Fatalf("starting %s: %v; make integration installs it on Debian", command, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- process.Wait() }()
	t.Cleanup(func() {
		_ = syscall.Kill(-process.Process.Pid, syscall.SIGKILL)
		<-ended
	})
	network := "tcp"
	if address == "" {
		network, address = "unix", filepath.Join(folder, "php.sock")
	}
	ticks, deadline := time.NewTicker(10*time.Millisecond), time.After(20*time.Second)
	defer ticks.Stop()
	for {
		if connection, err := net.Dial(network, address); err == nil {
			connection.Close()
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v", command, err)
		case <-deadline:
			t.Fatalf("%s does not listen after 20 s", command)
		case <-ticks.C:
		}
	}
}

// instances reads JSON objects that stand one after the other.
func instances(t *testing.T, text string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for decoder := json.NewDecoder(strings.NewReader(text)); decoder.More(); {
		var one map[string]any
		if err := decoder.Decode(&one); err != nil {
			t.Fatal(err)
		}
		found = append(found, one)
	}
	return found
}
