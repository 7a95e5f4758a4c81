// Command cmdb reports the topology that its configuration holds, whole: what
// is taken out of the configuration is gone with the next run.
package main

import (
	"encoding/json"
	"fmt"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go" // package sandpiper
)

//go:wasmexport check_run
func checkRun() int32 { return sandpiper.Run(check) }

func check(c *sandpiper.Check) error {
	var instance struct {
		Source   map[string]any `json:"source"`
		Topology topology       `json:"topology"`
	}
	if err := c.Instance(&instance, "source", "topology"); err != nil {
		return err
	}
	source := instance.Source
	if err := c.StartSnapshot(source); err != nil {
		return err
	}
	for _, component := range instance.Topology.Components {
		if err := c.Component(source, component.ID, component.Type, component.Data); err != nil {
			return err
		}
	}
	for _, r := range instance.Topology.Relations {
		if err := c.Relation(source, r.SourceID, r.TargetID, r.Type, r.Data); err != nil {
			return err
		}
	}
	return c.StopSnapshot(source)
}

type topology struct {
	Components []struct {
		ID   string         `json:"id"`
		Type string         `json:"type"`
		Data map[string]any `json:"data"`
	} `json:"components"`
	Relations []struct {
		SourceID string         `json:"source_id"`
		TargetID string         `json:"target_id"`
		Type     string         `json:"type"`
		Data     map[string]any `json:"data"`
	} `json:"relations"`
}

// UnmarshalJSON takes a topology as it is, or a text that holds one in JSON, as
// an export of another tool would.
func (t *topology) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		b = []byte(text)
	}
	type plain topology
	if err := json.Unmarshal(b, (*plain)(t)); err != nil {
		return fmt.Errorf("topology: %w", err)
	}
	return nil
}

func main() {}
