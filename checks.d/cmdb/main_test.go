package main

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/sandpipertest"
)

const small = `{
	"components": [
		{"id": "shop", "type": "application", "data": {"tags": ["team:web"]}},
		{"id": "db", "type": "database"}
	],
	"relations": [{"source_id": "shop", "target_id": "db", "type": "uses"}]
}`

func TestASnapshotHoldsWhatTheConfigurationHolds(t *testing.T) {
	source := map[string]any{"type": "cmdb", "url": "http://cmdb.example"}
	want := []sandpipertest.Topology{{
		Source: source, Start: true, Stop: true,
		Components: []sandpipertest.Component{
			{ID: "shop", Type: "application", Data: map[string]any{"tags": []any{"team:web"}}},
			{ID: "db", Type: "database", Data: map[string]any{}},
		},
		Relations: []sandpipertest.Relation{{SourceID: "shop", TargetID: "db", Type: "uses", Data: map[string]any{}}},
	}}
	for form, topology := range map[string]any{"a text": small, "a mapping": json.RawMessage(small)} {
		got := sandpipertest.Run(t, check, sandpipertest.Config{
			Instance: map[string]any{"source": source, "topology": topology},
		})
		got.OK()
		if !reflect.DeepEqual(got.Topologies, want) {
			t.Errorf("as %s: got %+v\nwant %+v", form, got.Topologies, want)
		}
	}
}

func TestATopologyThatCannotBeReadSendsNoSnapshot(t *testing.T) {
	for _, test := range []struct{ instance, want string }{
		{`{"source": {}, "topology": "{"}`, "ConfigurationError('instance: topology: unexpected end of JSON input',)"},
		{
			`{"source": {}, "topology": {"components": [{"id": 5}]}}`,
			"ConfigurationError('instance: components.id is a number, want a text',)",
		},
		{`{"topology": {}}`, "ConfigurationError('instance: source is missing',)"},
		{
			`{"source": {}, "topology": {"components": [{"id": "a", "type": ""}]}}`,
			"RefusedError('component a: the type of a component is empty',)",
		},
	} {
		got := sandpipertest.Run(t, check, sandpipertest.Config{Instance: test.instance, AllowRefusals: true})
		if got.Failure.String() != test.want || len(got.Topologies) != 0 {
			t.Errorf("got %v\nwant %s", got, test.want)
		}
	}
}
