package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// logged is the log of whatever write does, for an agent with two accounts.
func logged(level slog.Level, write func(*slog.Logger)) string {
	var b bytes.Buffer
	write(newLogger(&b, config.Main{
		LogLevel: level, APIKey: "key-first",
		Outputs: []config.Output{{Kind: config.StackState, APIKey: "key-first+/&more"}},
	}))
	return b.String()
}

func TestTheLogHoldsNoSecret(t *testing.T) {
	for _, write := range []func(*slog.Logger){
		func(l *slog.Logger) { l.Info("sending with key-first") },
		func(l *slog.Logger) { l.Info("sending", "url", "https://host/intake?api_key=key-first%2B%2F%26more") },
		func(l *slog.Logger) {
			l.Info("sending", "error", errors.New(`Post "https://h/?api_key=key-first+/&more": EOF`))
		},
		func(l *slog.Logger) { l.Info("sending", "url", "https://me:key-two@host/") },
		func(l *slog.Logger) { l.Info("asking", "url", "https://host/?access_token=key-two&page=1") },
		func(l *slog.Logger) { l.Info("starting", "api_key", "key-two") },
		func(l *slog.Logger) { l.Info("starting", "db_password", "key-two", "Token", "key-three") },
		func(l *slog.Logger) {
			l.With("client_secret", "key-two").WithGroup("g").Info("starting", "apikey", "key-first")
		},
		func(l *slog.Logger) { l.Info("starting", slog.Group("db", "passwd", "key-two")) },
	} {
		got := logged(slog.LevelInfo, write)
		if strings.Contains(got, "key-") || strings.Contains(got, "more") || !strings.Contains(got, redacted) {
			t.Errorf("got %s", got)
		}
	}
}

func TestAShortKeySpoilsNoWords(t *testing.T) {
	for key, want := range map[string]string{
		"k":           `msg="the check failed" logger=checks.http url="https://h/?api_key=` + redacted + `&check=k"`,
		"checks.http": `msg="the check failed" logger=checks.http url="https://h/?api_key=` + redacted + `&check=k"`,
	} {
		var b bytes.Buffer
		log := newLogger(&b, config.Main{APIKey: key})
		log.With("logger", "checks.http").Error("the check failed", "url", "https://h/?api_key="+key+"&check=k")
		if !strings.Contains(b.String(), want) {
			t.Errorf("key %s: got %s, want %s", key, b.String(), want)
		}
	}
}

func TestTheLogKeepsWhatIsNoSecret(t *testing.T) {
	got := logged(slog.LevelInfo, func(l *slog.Logger) {
		l.Info("starting", "url", "https://host:8080/a?page=1", "error", errors.New("unexpected token: }"), "count", 3)
	})
	if want := `level=INFO msg=starting url="https://host:8080/a?page=1" error="unexpected token: }" count=3`; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheLogQuotesHostileText(t *testing.T) {
	for text := range hostile() {
		got := logged(slog.LevelInfo, func(l *slog.Logger) {
			l.With("logger", "checks."+text).Info(text, "message", text, "error", errors.New(text))
		})
		if r := obeyed(got); r != 0 || strings.Count(got, "\n") != 1 {
			t.Errorf("%q: %q has %U", text, got, r)
		}
	}
}

func TestBesideTheConsoleOnlyWhatItDoesNotShowIsLogged(t *testing.T) {
	got := logged(slog.LevelInfo, func(l *slog.Logger) {
		l = beside(l)
		l.Info("good news")
		l.With("logger", "checks.http").Error("the check failed")
		l.With("output", "stackstate").Warn("delivery will be tried again")
	})
	if strings.Count(got, "\n") != 1 || !strings.Contains(got, `msg="delivery will be tried again" output=stackstate`) {
		t.Errorf("got %s", got)
	}
}
