package sandpiper_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

func TestLogLinesBearLevelAndKeys(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		c.Log.Debug("plain")
		c.Log.Info("polled", "pages", 3, "took", time.Second, "url", "a b", "err", errors.New(`say "no"`), "empty", "")
		c.Log.Warn("odd", "key")
		c.Log.Error("odder", 7, "key", "value")
		c.Log.Critical("100%")
		return nil
	})
	want := []sandpipertest.Log{
		{Level: "debug", Message: "plain"},
		{Level: "info", Message: `polled pages=3 took=1s url="a b" err="say \"no\"" empty=""`},
		{Level: "warning", Message: "odd !BADKEY=key"},
		{Level: "error", Message: "odder !BADKEY=7 key=value"},
		{Level: "critical", Message: "100%"},
	}
	if !reflect.DeepEqual(got.Logs, want) {
		t.Errorf("got  %v\nwant %v", got.Logs, want)
	}
}

func TestWarningsAndMetadataArrive(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		c.Warning("50% full")
		c.Warningf("%d%% full", 60)
		c.ServiceMetadata("version", "1.2")
		return nil
	})
	if !reflect.DeepEqual(got.Warnings, []string{"50% full", "60% full"}) || got.Metadata["version"] != "1.2" {
		t.Errorf("got %v", got)
	}
}

func TestATextThatIsTooLongOrNotUTF8IsMendedNotLost(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		c.Warning(strings.Repeat("é", 40_000))
		c.Log.Info("a\xffb")
		return nil
	})
	if w := got.Warnings[0]; len(w) > 65536 || len(w) < 65533 || !utf8.ValidString(w) {
		t.Errorf("%d bytes are left", len(w))
	}
	if got.Logs[0].Message != "a\uFFFDb" {
		t.Errorf("got %q", got.Logs[0].Message)
	}
}
