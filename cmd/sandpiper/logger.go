package main

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"github.com/sandpiper-checks/sandpiper/internal/config"
)

// newLogger writes the log without secrets. What guests say reaches a terminal
// quoted where needed: the handler does so with all that is not plain text.
func newLogger(to io.Writer, main config.Main) *slog.Logger {
	secrets := []string{main.APIKey}
	for _, output := range main.Outputs {
		secrets = append(secrets, output.APIKey)
	}
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{
		Level: main.LogLevel, ReplaceAttr: newRedactor(secrets).replace,
	}))
}

// beside is the log for somebody who has the console before them: it leaves
// out what is good news, and what checks say, which the console shows.
func beside(log *slog.Logger) *slog.Logger { return slog.New(bad{log.Handler()}) }

// bad passes on what is not as it should be, and not by the doing of a check.
type bad struct{ slog.Handler }

func (h bad) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

func (h bad) WithAttrs(attributes []slog.Attr) slog.Handler {
	for _, a := range attributes {
		if a.Key == "logger" && strings.HasPrefix(a.Value.String(), "checks.") {
			return slog.DiscardHandler
		}
	}
	return bad{h.Handler.WithAttrs(attributes)}
}
