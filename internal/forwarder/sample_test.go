package forwarder

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with the file, or rewrites it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs; got\n%s", path, got)
	}
}

const secret = "s3cret/key+with=signs"

// sample is a payload with something of everything.
func sample() check.Payload {
	at := time.Unix(1700000000, 500_000_000)
	gauge := check.NewContext("demo.load", []string{"env:dev"}, "web-1", "sda")
	return check.Payload{
		At:   at,
		Host: check.Host{Name: "web-1", UUID: "9f0c", Version: "0.1.0", Tags: []string{"role:web"}},
		Series: []check.Series{
			{Context: gauge, Type: check.TypeGauge, Points: []check.Point{
				{At: at.UnixNano(), Value: 0.75}, {At: at.UnixNano() + 15e9, Value: 1e21},
			}},
			{Context: check.NewContext("demo.bare", nil, "", ""), Type: check.TypeCount, Points: []check.Point{{At: -1, Value: 1000000}}},
		},
		Events: []check.Emitted[check.Event]{
			{Check: "demo", Value: check.Event{
				Timestamp: at, Type: "restart", Title: "Worker <1> restarted", Text: "by hand", AggregationKey: "w1",
				AlertType: "warning", SourceTypeName: "Worker", Host: "web-1", Tags: []string{"a", "b"}, Priority: "low",
				APIKey: "another", Extra: map[string]json.RawMessage{"shift": json.RawMessage(`{ "no": 2 }`), "check": json.RawMessage(`"own"`)},
			}},
			{Check: "demo", Index: 1, Value: check.Event{Timestamp: at, Title: "Plain"}},
			{Check: "other", Value: check.Event{Timestamp: at, Text: "text only", SourceTypeName: "Worker"}},
		},
		ServiceChecks: []check.Emitted[check.ServiceCheck]{
			{Check: "demo", Index: 1, Value: check.ServiceCheck{
				RunID: 7, Name: "demo.can_connect", Status: check.Critical, Timestamp: at, Hostname: "web-1", Tags: []string{"port:80"}, Message: "refused",
			}},
			{Check: "demo", Value: check.ServiceCheck{RunID: 8, Name: "demo.up", Timestamp: at}},
		},
		Topologies: []check.Topology{
			{
				Source: check.TopologySource{JSON: json.RawMessage(`{"type":"demo","url":"http://d"}`), Type: "demo", URL: "http://d"},
				Start:  true, Stop: true,
				Components: []check.Component{{ID: "a", Type: "host"}, {ID: "b", Type: "host", Data: json.RawMessage(`{"n": [1, 2]}`)}},
				Relations:  []check.Relation{{SourceID: "a", TargetID: "b", Type: "uses"}},
			},
			{Source: check.TopologySource{JSON: json.RawMessage(`{"type":"empty"}`)}, Start: true, Stop: true},
			{Source: check.TopologySource{JSON: json.RawMessage(`{"type":"partial"}`)}, Components: []check.Component{{ID: "c", Type: "app"}}},
		},
		Metadata: []check.Emitted[check.Metadata]{{Check: "demo", Index: 1, Value: check.Metadata{Name: "version", Value: "2.1"}}},
	}
}
