package sandpiper_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

func TestAnEventArrivesWithEachOfItsFields(t *testing.T) {
	event := sandpiper.Event{
		Timestamp:      time.Unix(1234567890, 0),
		Type:           "http_check",
		Title:          "a \"title\"",
		Text:           "a text\nof two lines",
		AggregationKey: "key",
		AlertType:      sandpiper.AlertError,
		SourceTypeName: "source",
		Host:           "web-1",
		Tags:           []string{"a:1", "b:2"},
		Priority:       sandpiper.PriorityLow,
		APIKey:         "secret",
		Extra:          map[string]any{"context": map[string]any{"category": "Alerts"}},
	}
	got := run(t, func(c *sandpiper.Check) error {
		c.Event(event)
		return nil
	})
	if !reflect.DeepEqual(got.Events, []sandpiper.Event{event}) {
		t.Errorf("got %+v\nwant %+v", got.Events, event)
	}
}

func TestAnEventNeedsOnlyATitleOrAText(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		c.Event(sandpiper.Event{Title: "title"})
		c.Event(sandpiper.Event{Text: "text"})
		return nil
	})
	want := []sandpiper.Event{
		{Title: "title", AlertType: sandpiper.AlertInfo},
		{Text: "text", AlertType: sandpiper.AlertInfo},
	}
	if !reflect.DeepEqual(got.Events, want) {
		t.Errorf("got %+v", got.Events)
	}
}

func TestAnEventThatCannotBeEncodedIsAWarning(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		c.Event(sandpiper.Event{Title: "title", Extra: map[string]any{"x": make(chan int)}})
		return nil
	})
	if len(got.Events) != 0 || len(got.Warnings) != 1 || got.Warnings[0] != "event title: json: unsupported type: chan int" {
		t.Errorf("got %v", got)
	}
}

func TestAServiceCheckArrivesWithEachOfItsArguments(t *testing.T) {
	at := time.UnixMilli(1234567890123)
	got := run(t, func(c *sandpiper.Check) error {
		c.ServiceCheck("db.up", sandpiper.Critical,
			sandpiper.Tags("b", "a"), sandpiper.Hostname("db-1"), sandpiper.Message("no answer"),
			sandpiper.At(at), sandpiper.CheckRunID(1<<40))
		c.ServiceCheck("web.up", sandpiper.OK)
		return nil
	})
	want := []sandpipertest.ServiceCheck{
		{
			Name: "db.up", Status: sandpiper.Critical, Tags: []string{"a", "b"},
			Hostname: "db-1", Message: "no answer", At: at, CheckRunID: 1 << 40,
		},
		{Name: "web.up", Status: sandpiper.OK},
	}
	if !reflect.DeepEqual(got.ServiceChecks, want) {
		t.Errorf("got  %+v\nwant %+v", got.ServiceChecks, want)
	}
}
