package sandpiper_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

type seen struct{ Runs int }

func count(c *sandpiper.Check) error {
	var s seen
	if _, err := c.StateGet("seen", &s); err != nil {
		return err
	}
	s.Runs++
	c.Gauge("runs", float64(s.Runs))
	return c.StateSet("seen", s)
}

func TestStateOutlivesTheRun(t *testing.T) {
	first := run(t, count)
	second := sandpipertest.Run(t, count, sandpipertest.Config{State: first.State})
	if second.OK(); second.Metric("runs").Value != 2 {
		t.Errorf("got %v", second)
	}
}

func TestStateOfAFailedRunIsForgotten(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		return errors.Join(count(c), errors.New("no luck"))
	})
	if len(got.State) != 0 {
		t.Errorf("got %s", got.State)
	}
}

func TestBytesAreKeptAsTheyAre(t *testing.T) {
	raw := []byte{0, 0xff, '"'}
	got := run(t, func(c *sandpiper.Check) error {
		var read []byte
		if found, err := c.StateGet("raw", &read); found || err != nil || read != nil {
			t.Errorf("nothing is found as %v, %v, %v", read, found, err)
		}
		if err := c.StateSet("raw", raw); err != nil {
			return err
		}
		if found, err := c.StateGet("raw", &read); !found || err != nil || !slices.Equal(read, raw) {
			t.Errorf("read %v, %v, %v", read, found, err)
		}
		return errors.Join(c.StateSet("gone", 1), c.StateDelete("gone"), c.StateDelete("never"))
	})
	got.OK()
	if keys := slices.Collect(maps.Keys(got.State)); !slices.Equal(keys, []string{"raw"}) {
		t.Errorf("kept %v", keys)
	}
}

func TestStateThatIsNotTakenIsAnError(t *testing.T) {
	sandpipertest.Run(t, func(c *sandpiper.Check) error {
		if err := c.StateSet("", 1); err == nil || err.Error() != "keeping the state : the name is empty or not UTF-8" {
			t.Errorf("got %v", err)
		}
		if err := c.StateSet("big", make([]byte, 2<<20)); !errors.Is(err, sandpiper.ErrTooLarge) {
			t.Errorf("got %v", err)
		}
		if err := c.StateSet("channel", make(chan int)); err == nil {
			t.Error("a channel was kept")
		}
		var into struct{ Runs chan int }
		if err := errors.Join(c.StateSet("seen", seen{1})); err != nil {
			return err
		}
		if found, err := c.StateGet("seen", &into); found || err == nil || !strings.HasPrefix(err.Error(), "reading the state seen: json: ") {
			t.Errorf("got %v, %v", found, err)
		}
		return nil
	}, sandpipertest.Config{AllowRefusals: true})
}
