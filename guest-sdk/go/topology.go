package sandpiper

import (
	"encoding/json"

	"github.com/sandpiper-checks/sandpiper/guest-sdk/go/internal/abi"
)

// The methods of this file return errors, unlike the others that report,
// because what follows from one is the check's to say: to stop a snapshot that
// lacks an element would remove that element. A check that returns the error
// leaves the snapshot open, and so sends nothing of it.

// Component reports a component of an external topology. instanceID names the
// source of that topology, by custom with the keys type and url; it and data
// are maps or structs that encoding/json makes an object of. data may be nil.
//
// The error is a [*RefusedError], or that of encoding/json.
func (c *Check) Component(instanceID any, id, kind string, data any) error {
	source, err := object("component "+id, instanceID)
	if err != nil {
		return err
	}
	document, err := object("component "+id, data)
	if err != nil {
		return err
	}
	return c.refusal("component "+id, c.host.Component(source, id, kind, document))
}

// Relation reports a relation between two components. Otherwise it is as
// [Check.Component].
func (c *Check) Relation(instanceID any, sourceID, targetID, kind string, data any) error {
	name := "relation " + sourceID + " - " + targetID
	source, err := object(name, instanceID)
	if err != nil {
		return err
	}
	document, err := object(name, data)
	if err != nil {
		return err
	}
	return c.refusal(name, c.host.Relation(source, sourceID, targetID, kind, document))
}

// StartSnapshot says that the components and relations of this source that
// follow, until [Check.StopSnapshot], are all that there are. It is an error
// when the source's snapshot is open or was already stopped in this run.
func (c *Check) StartSnapshot(instanceID any) error {
	return c.snapshot("start of the snapshot", instanceID, abi.PhaseStart)
}

// StopSnapshot says that the snapshot is complete: whatever is not in it is
// removed. It is an error when none is open.
func (c *Check) StopSnapshot(instanceID any) error {
	return c.snapshot("stop of the snapshot", instanceID, abi.PhaseStop)
}

func (c *Check) snapshot(what string, instanceID any, phase int32) error {
	source, err := object(what, instanceID)
	if err != nil {
		return err
	}
	return c.refusal(what, c.host.Snapshot(source, phase))
}

// object encodes a map or a struct; nil is an empty one.
func object(what string, value any) (string, error) {
	if value == nil {
		return "{}", nil
	}
	document, err := json.Marshal(value)
	if err != nil {
		return "", wrap(what, err)
	}
	if string(document) == "null" { // a nil map
		return "{}", nil
	}
	return string(document), nil
}
