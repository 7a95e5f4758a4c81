package sandpiper_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go"
)

type source struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

var cmdb = source{"cmdb", "http://cmdb.example"}

func TestASnapshotHoldsItsComponentsAndRelations(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error {
		return errors.Join(
			c.StartSnapshot(cmdb),
			c.Component(cmdb, "web", "server", map[string]any{"layer": []string{"a", "b"}}),
			c.Component(cmdb, "db", "database", nil),
			c.Relation(map[string]string{"url": cmdb.URL, "type": cmdb.Type}, "web", "db", "uses", source{"deep", "x"}),
			c.StopSnapshot(cmdb),
		)
	})
	got.OK()
	if len(got.Topologies) != 1 {
		t.Fatalf("one source has %d topologies", len(got.Topologies))
	}
	snapshot := got.Topologies[0]
	text := fmt.Sprint(snapshot.Source, snapshot.Start, snapshot.Stop, snapshot.Components, snapshot.Relations)
	want := "map[type:cmdb url:http://cmdb.example] true true " +
		"[{web server map[layer:[a b]]} {db database map[]}] [{web db uses map[type:deep url:x]}]"
	if text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestASnapshotOutOfOrderIsAnErrorThatSaysWhy(t *testing.T) {
	for name, test := range map[string]struct {
		misuse func(c *sandpiper.Check) error
		want   string
	}{
		"stop before start": {
			func(c *sandpiper.Check) error { return c.StopSnapshot(cmdb) },
			`stop of the snapshot: no snapshot of {"type":"cmdb","url":"http://cmdb.example"} is open`,
		},
		"start twice": {
			func(c *sandpiper.Check) error { return errors.Join(c.StartSnapshot(cmdb), c.StartSnapshot(cmdb)) },
			`start of the snapshot: the snapshot of {"type":"cmdb","url":"http://cmdb.example"} is already open`,
		},
		"component after stop": {
			func(c *sandpiper.Check) error {
				return errors.Join(c.StartSnapshot(cmdb), c.StopSnapshot(cmdb), c.Component(cmdb, "a", "b", nil))
			},
			`component a: the snapshot of {"type":"cmdb","url":"http://cmdb.example"} was already stopped in this run`,
		},
	} {
		run(t, func(c *sandpiper.Check) error {
			err := test.misuse(c)
			if !errors.Is(err, sandpiper.ErrNotNow) || err.Error() != test.want {
				t.Errorf("%s: %v", name, err)
			}
			if _, ok := errors.AsType[*sandpiper.RefusedError](err); !ok {
				t.Errorf("%s: %T", name, err)
			}
			return nil
		})
	}
}

func TestDataThatJSONCannotSayIsAnErrorThatNamesTheElement(t *testing.T) {
	run(t, func(c *sandpiper.Check) error {
		for _, err := range []error{
			c.Component(cmdb, "web", "server", make(chan int)),
			c.Component(make(chan int), "web", "server", nil),
		} {
			if err == nil || err.Error() != "component web: json: unsupported type: chan int" {
				t.Errorf("got %v", err)
			}
		}
		return nil
	})
}

func TestAnUnencodableElementKeepsTheKindOfItsError(t *testing.T) {
	got := run(t, func(c *sandpiper.Check) error { return c.Relation(cmdb, "a", "b", "uses", make(chan int)) })
	if got.Failure.String() != "UnsupportedTypeError('relation a - b: json: unsupported type: chan int',)" {
		t.Errorf("got %v", got.Failure)
	}
}

func TestAFailedRunSendsNothingOfAnOpenSnapshot(t *testing.T) {
	other := source{"other", ""}
	got := run(t, func(c *sandpiper.Check) error {
		return errors.Join(
			c.StartSnapshot(cmdb), c.Component(cmdb, "web", "server", nil),
			c.StartSnapshot(other), c.StopSnapshot(other),
			errors.New("no luck"),
		)
	})
	if len(got.Topologies) != 1 || !reflect.DeepEqual(got.Topologies[0].Source, map[string]any{"type": "other", "url": ""}) {
		t.Errorf("got %v", got)
	}
}
