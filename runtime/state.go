package runtime

import (
	"fmt"
	"maps"
	"sync"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

// StateStore keeps what instances want to remember between runs.
type StateStore interface {
	// Update applies changes to the state of an instance, where a nil value
	// forgets its key, and returns the state that then holds. Without
	// changes it only returns the state. The caller does not change what it
	// is given, and the store keeps changes.
	Update(id check.ID, changes map[string][]byte) (map[string][]byte, error)
}

// memoryStore is the store of those who bring none: it lasts as long as the runtime.
type memoryStore struct {
	mu     sync.Mutex
	states map[check.ID]map[string][]byte
}

func (s *memoryStore) Update(id check.ID, changes map[string][]byte) (map[string][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.states[id]
	if len(changes) == 0 {
		return state, nil
	}
	state = maps.Clone(state) // a run under way may still read the old one
	if state == nil {
		state = map[string][]byte{}
	}
	for key, value := range changes {
		if value == nil {
			delete(state, key)
		} else {
			state[key] = value
		}
	}
	s.states[id] = state
	return state, nil
}

// stateChanges is the state as the run sees it: what was kept, under what it
// has changed itself.
type stateChanges struct {
	kept    map[string][]byte
	changed map[string][]byte // nil: forgotten
	bytes   int64             // of all that now holds
}

func (r *run) stateGet(name []byte, to buffer) reply {
	s, key, refused := r.openState(name)
	if s == nil {
		return refused
	}
	value, ok := s.changed[key]
	if !ok {
		value = s.kept[key]
	}
	if value == nil {
		return r.refuse(abi.Missing, "no state under %q", key)
	}
	return to.put(value)
}

func (r *run) stateSet(name, value []byte) reply {
	s, key, refused := r.openState(name)
	if s == nil {
		return refused
	}
	bytes := s.bytes - s.size(key) + perKey + int64(len(key)+len(value))
	if bytes > r.limits.StateBytes {
		return r.reject(abi.Quota, overState, key)
	}
	s.bytes = bytes
	s.changed[key] = append([]byte{}, value...) // never nil
	return reply(abi.OK)
}

func (r *run) stateDelete(name []byte) reply {
	s, key, refused := r.openState(name)
	if s == nil {
		return refused
	}
	s.bytes -= s.size(key)
	if _, kept := s.kept[key]; kept {
		s.changed[key] = nil
	} else {
		delete(s.changed, key) // nothing to forget, and nothing to remember of it
	}
	return reply(abi.OK)
}

// openState reads what is kept when the state is first used.
func (r *run) openState(name []byte) (s *stateChanges, key string, refused reply) {
	key, ok := r.name(name)
	if !ok {
		return nil, "", r.refuse(abi.BadString, "the name is empty or not UTF-8")
	}
	s = &r.state
	if s.changed == nil {
		kept, err := r.runtime.options.State.Update(r.instance.ID, nil)
		if err != nil {
			return nil, "", r.refuse(abi.Missing, "reading state: %v", err)
		}
		s.kept, s.changed = kept, map[string][]byte{}
		for key := range kept {
			s.bytes += s.size(key)
		}
	}
	return s, key, reply(abi.OK)
}

// perKey is what a key takes of the limit besides its bytes and those of its
// value: about what it takes of memory.
const perKey = 64

// size is what a key and its value take of the limit.
func (s *stateChanges) size(key string) int64 {
	value, ok := s.changed[key]
	if !ok {
		value = s.kept[key]
	}
	if value == nil {
		return 0
	}
	return perKey + int64(len(key)+len(value))
}

func (r *run) commitState() error {
	if len(r.state.changed) == 0 {
		return nil
	}
	if _, err := r.runtime.options.State.Update(r.instance.ID, r.state.changed); err != nil {
		return fmt.Errorf("keeping the state: %w", err)
	}
	return nil
}
