package topology

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sandpiper-checks/sandpiper/check"
)

// from returns the source of a type and URL.
func from(kind, url string) check.TopologySource {
	return check.TopologySource{JSON: json.RawMessage(fmt.Sprintf(`{"type":%q,"url":%q}`, kind, url)), Type: kind, URL: url}
}

// elements returns the topology that a list describes: "a" is a component,
// "a>b" a relation.
func elements(source check.TopologySource, list string) check.Topology {
	t := check.Topology{Source: source}
	for e := range strings.FieldsSeq(list) {
		if a, b, relation := strings.Cut(e, ">"); relation {
			t.Relations = append(t.Relations, check.Relation{SourceID: a, TargetID: b, Type: "uses"})
		} else {
			t.Components = append(t.Components, check.Component{ID: e, Type: "host"})
		}
	}
	return t
}

func snapshot(source check.TopologySource, list string) check.Topology {
	t := elements(source, list)
	t.Start, t.Stop = true, true
	return t
}

// counts leaves of a change only its numbers.
func counts(c Change) Change {
	c.Source = check.TopologySource{}
	return c
}

func wantChange(t *testing.T, what string, got, want Change) {
	t.Helper()
	if diff := cmp.Diff(want, counts(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestFirstSnapshotAddsAll(t *testing.T) {
	s := New()
	got := s.Apply(snapshot(from("cmdb", "u"), "a b c a>b b>c"))
	wantChange(t, "first snapshot", got, Change{Snapshot: true, Added: 5})
	if diff := cmp.Diff(from("cmdb", "u"), got.Source); diff != "" {
		t.Errorf("source (-want +got):\n%s", diff)
	}
}

func TestSnapshotRemovesAbsentComponents(t *testing.T) {
	s := New()
	cmdb := from("cmdb", "u")
	s.Apply(snapshot(cmdb, "a b c a>b"))
	wantChange(t, "one gone, one new", s.Apply(snapshot(cmdb, "a b d a>b")), Change{Snapshot: true, Added: 1, Removed: 1, Kept: 3})
	wantChange(t, "the same again", s.Apply(snapshot(cmdb, "d a>b b a")), Change{Snapshot: true, Kept: 4})
	wantChange(t, "nothing left", s.Apply(snapshot(cmdb, "")), Change{Snapshot: true, Removed: 4})
	wantChange(t, "anew", s.Apply(snapshot(cmdb, "a")), Change{Snapshot: true, Added: 1})
}

func TestSnapshotRemovesAbsentRelations(t *testing.T) {
	s := New()
	s.Apply(snapshot(from("cmdb", "u"), "a b a>b b>a"))
	wantChange(t, "a relation gone", s.Apply(snapshot(from("cmdb", "u"), "a b b>a")), Change{Snapshot: true, Removed: 1, Kept: 3})
}

func TestWithoutStartAndStopElementsAreOnlyAdded(t *testing.T) {
	cmdb := from("cmdb", "u")
	for _, flags := range []struct{ start, stop bool }{{false, false}, {true, false}, {false, true}} { // a stop of nothing too
		t.Run(fmt.Sprintf("start %v stop %v", flags.start, flags.stop), func(t *testing.T) {
			s := New()
			s.Apply(snapshot(cmdb, "a b"))
			more := elements(cmdb, "b c a>b")
			more.Start, more.Stop = flags.start, flags.stop
			wantChange(t, "more", s.Apply(more), Change{Added: 2, Kept: 2})
			wantChange(t, "more again", s.Apply(more), Change{Kept: 4})
			wantChange(t, "snapshot", s.Apply(snapshot(cmdb, "b")), Change{Snapshot: true, Removed: 3, Kept: 1})
		})
	}
}

func TestASnapshotMaySpanRuns(t *testing.T) {
	s, cmdb := New(), from("cmdb", "u")
	s.Apply(snapshot(cmdb, "a b"))
	first, last := elements(cmdb, "b c"), elements(cmdb, "e")
	first.Start, last.Stop = true, true
	wantChange(t, "start", s.Apply(first), Change{Added: 1, Kept: 2})
	wantChange(t, "between", s.Apply(elements(cmdb, "d")), Change{Added: 1, Kept: 3})
	wantChange(t, "stop", s.Apply(last), Change{Snapshot: true, Added: 1, Removed: 1, Kept: 3})
}

func TestTheSameIDTwiceCountsOnce(t *testing.T) {
	s := New()
	cmdb := from("cmdb", "u")
	wantChange(t, "snapshot", s.Apply(snapshot(cmdb, "a a b a>b a>b a")), Change{Snapshot: true, Added: 3})
	wantChange(t, "additions", s.Apply(elements(cmdb, "c c a c>a c>a")), Change{Added: 2, Kept: 3})
	wantChange(t, "snapshot again", s.Apply(snapshot(cmdb, "a a")), Change{Snapshot: true, Removed: 4, Kept: 1})
}

func TestAComponentIsNotARelationOfTheSameID(t *testing.T) {
	s := New()
	s.Apply(snapshot(from("cmdb", "u"), "a-uses-b"))
	wantChange(t, "a relation instead", s.Apply(snapshot(from("cmdb", "u"), "a>b")), Change{Snapshot: true, Added: 1, Removed: 1})
}

func TestAnotherTypeOrDataIsTheSameComponent(t *testing.T) {
	s := New()
	first := snapshot(from("cmdb", "u"), "a")
	s.Apply(first)
	first.Components = []check.Component{{ID: "a", Type: "service", Data: json.RawMessage(`{"new":1}`)}}
	wantChange(t, "updated", s.Apply(first), Change{Snapshot: true, Kept: 1})
}

func TestSourcesDoNotTouchEachOther(t *testing.T) {
	s := New()
	s.Apply(snapshot(from("cmdb", "u"), "a b"))
	wantChange(t, "another URL", s.Apply(snapshot(from("cmdb", "v"), "a")), Change{Snapshot: true, Added: 1})
	wantChange(t, "another type", s.Apply(snapshot(from("aws", "u"), "a")), Change{Snapshot: true, Added: 1})
	wantChange(t, "the first", s.Apply(snapshot(from("cmdb", "u"), "a")), Change{Snapshot: true, Removed: 1, Kept: 1})
}

func TestASourceIsKnownByTypeAndURLOrElseByItsDictionary(t *testing.T) {
	s := New()
	more := from("cmdb", "u")
	more.JSON = json.RawMessage(`{"region":"eu","type":"cmdb","url":"u"}`)
	s.Apply(snapshot(from("cmdb", "u"), "a"))
	wantChange(t, "one more key", s.Apply(snapshot(more, "a")), Change{Snapshot: true, Kept: 1})

	s.Apply(snapshot(check.TopologySource{JSON: json.RawMessage(`{"id":1}`)}, "a"))
	wantChange(t, "the same dictionary", s.Apply(snapshot(check.TopologySource{JSON: json.RawMessage(`{"id":1}`)}, "a")), Change{Snapshot: true, Kept: 1})
	wantChange(t, "another dictionary", s.Apply(snapshot(check.TopologySource{JSON: json.RawMessage(`{"id":2}`)}, "a")), Change{Snapshot: true, Added: 1})
}

// kept is how many elements the store knows of a source.
func kept(s *Store, source check.TopologySource) int {
	for _, summary := range s.Sources() {
		if summary.Source.Key() == source.Key() {
			return summary.Components + summary.Relations
		}
	}
	return 0
}

func TestWhatWasKnownStaysWhenNothingIsApplied(t *testing.T) {
	s := New()
	s.Apply(snapshot(from("cmdb", "u"), "a b a>b"))
	if got := kept(s, from("cmdb", "u")); got != 3 {
		t.Errorf("%d elements are kept, want 3", got)
	}
	if got := kept(s, from("cmdb", "never seen")); got != 0 {
		t.Errorf("%d elements of an unknown source are kept, want 0", got)
	}
	wantChange(t, "after the failed run", s.Apply(snapshot(from("cmdb", "u"), "a b a>b")), Change{Snapshot: true, Kept: 3})
}

func TestSourcesAreSummedUpInOrder(t *testing.T) {
	s := New()
	s.Apply(snapshot(from("cmdb", "v"), "a b a>b"))
	s.Apply(snapshot(from("cmdb", "u"), "a"))
	s.Apply(elements(from("aws", "w"), "a a>b b>c"))
	got := s.Sources()
	want := []Summary{
		{Source: from("aws", "w"), Components: 1, Relations: 2},
		{Source: from("cmdb", "u"), Components: 1},
		{Source: from("cmdb", "v"), Components: 2, Relations: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summaries (-want +got):\n%s", diff)
	}
	if got := New().Sources(); len(got) != 0 {
		t.Errorf("a new store knows %v", got)
	}
}

func TestASourceDoesNotChangeWhenTheBuffersOfTheResultAreReused(t *testing.T) {
	s := New()
	topology := snapshot(from("cmdb", "u"), "a")
	change := s.Apply(topology)
	clear(topology.Source.JSON)
	topology.Components[0] = check.Component{ID: "other"}
	if diff := cmp.Diff([]Summary{{Source: from("cmdb", "u"), Components: 1}}, s.Sources()); diff != "" {
		t.Errorf("summaries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(from("cmdb", "u"), change.Source); diff != "" {
		t.Errorf("source of the change (-want +got):\n%s", diff)
	}
}

// small returns a store that holds three sources of two elements, and of one
// source up to nine elements.
func small() *Store {
	s := New()
	s.maxBytes = 5 * sourceBytes
	s.maxSourceBytes = 2 * sourceBytes
	return s
}

func TestAFullStoreForgetsTheSourceAppliedLeastRecently(t *testing.T) {
	s := small()
	for _, url := range []string{"1", "2", "3"} {
		wantChange(t, url, s.Apply(snapshot(from("cmdb", url), "a b")), Change{Snapshot: true, Added: 2})
	}
	wantChange(t, "1 again", s.Apply(snapshot(from("cmdb", "1"), "a b")), Change{Snapshot: true, Kept: 2})
	wantChange(t, "one too many", s.Apply(snapshot(from("cmdb", "4"), "a b")), Change{Snapshot: true, Added: 2, Forgotten: 1})
	var urls []string
	for _, summary := range s.Sources() {
		urls = append(urls, summary.Source.URL)
	}
	if diff := cmp.Diff([]string{"1", "3", "4"}, urls); diff != "" {
		t.Errorf("sources known (-want +got):\n%s", diff)
	}
	wantChange(t, "the forgotten one counts as new", s.Apply(snapshot(from("cmdb", "2"), "a b")), Change{Snapshot: true, Added: 2, Forgotten: 1})
}

func TestASourceThatIsTooLargeIsForgottenAndNoOther(t *testing.T) {
	s := small()
	s.Apply(snapshot(from("cmdb", "1"), "a b"))
	large := "a b c d e f g h i j k l m n o p"
	for range 2 {
		wantChange(t, "too large", s.Apply(snapshot(from("cmdb", "2"), large)), Change{Snapshot: true, Added: 16, Forgotten: 1})
	}
	s.Apply(snapshot(from("cmdb", "3"), "a"))
	wantChange(t, "grown too large", s.Apply(elements(from("cmdb", "3"), large)), Change{Added: 15, Kept: 1, Forgotten: 1})
	wantChange(t, "another", s.Apply(snapshot(from("cmdb", "1"), "a b")), Change{Snapshot: true, Kept: 2})
	if len(s.Sources()) != 1 {
		t.Errorf("known are %v, want only the first", s.Sources())
	}
}

func TestNothingIsLeftBehindByWhatIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := small()
		for range rapid.IntRange(0, 50).Draw(t, "topologies") {
			s.Apply(drawTopology(t))
			bytes := 0
			for _, known := range s.sources {
				bytes += known.base
				for _, set := range known.sets() {
					for id := range set {
						bytes += elementBytes + len(id)
					}
				}
				if known.bytes() > s.maxSourceBytes {
					t.Fatalf("a source takes %d bytes, want at most %d", known.bytes(), s.maxSourceBytes)
				}
			}
			if s.bytes != bytes || s.bytes > s.maxBytes {
				t.Fatalf("the store counts %d bytes and holds %d, want at most %d", s.bytes, bytes, s.maxBytes)
			}
			if s.recent.Len() != len(s.sources) {
				t.Fatalf("%d sources have a place, of %d", s.recent.Len(), len(s.sources))
			}
		}
	})
}

// sets are all the sets of a source.
func (k *source) sets() []set {
	sets := []set{k.known.components, k.known.relations}
	if k.open != nil {
		sets = append(sets, k.open.components, k.open.relations)
	}
	return sets
}

// drawTopology draws from few sources and identifiers, so that they repeat.
func drawTopology(t *rapid.T) check.Topology {
	id := rapid.SampledFrom(strings.Fields("a b c d e f g a-uses-b"))
	topology := check.Topology{
		Source: from("cmdb", rapid.StringMatching("[1-9]").Draw(t, "url")),
		Start:  rapid.Bool().Draw(t, "start"), Stop: rapid.Bool().Draw(t, "stop"),
	}
	for range rapid.IntRange(0, 8).Draw(t, "components") {
		topology.Components = append(topology.Components, check.Component{ID: id.Draw(t, "id")})
	}
	for range rapid.IntRange(0, 8).Draw(t, "relations") {
		topology.Relations = append(topology.Relations, check.Relation{SourceID: id.Draw(t, "source"), TargetID: id.Draw(t, "target"), Type: rapid.SampledFrom([]string{"uses", "runs"}).Draw(t, "type")})
	}
	return topology
}

func TestTheStoreEqualsANaiveModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New()
		model := map[string]map[string]bool{} // elements by URL
		open := map[string]map[string]bool{}  // and those of the snapshot under way
		for range rapid.IntRange(0, 30).Draw(t, "topologies") {
			topology := drawTopology(t)
			url := topology.Source.URL
			sent := map[string]bool{}
			for _, c := range topology.Components {
				sent["component "+c.ID] = true
			}
			for _, r := range topology.Relations {
				sent["relation "+r.ID()] = true
			}
			if topology.Start {
				open[url] = map[string]bool{}
			}
			if open[url] != nil {
				for e := range sent {
					open[url][e] = true
				}
			}
			expect := Change{Snapshot: topology.Stop && open[url] != nil}
			if expect.Snapshot {
				sent = open[url]
				delete(open, url)
			}
			after := map[string]bool{}
			for e := range sent {
				after[e] = true
				if !model[url][e] {
					expect.Added++
				}
			}
			for e := range model[url] {
				switch {
				case !expect.Snapshot:
					after[e] = true
					expect.Kept++
				case sent[e]:
					expect.Kept++
				default:
					expect.Removed++
				}
			}
			model[url] = after
			if diff := cmp.Diff(expect, counts(s.Apply(topology))); diff != "" {
				t.Fatalf("change (-want +got):\n%s", diff)
			}
			if got := kept(s, topology.Source); got != len(after) {
				t.Fatalf("%d elements are kept, want %d", got, len(after))
			}
		}
		var got int
		for _, summary := range s.Sources() {
			elements := model[summary.Source.URL]
			got += summary.Components + summary.Relations
			if summary.Components+summary.Relations != len(elements) {
				t.Fatalf("source %s has %v, want %d elements", summary.Source.URL, summary, len(elements))
			}
		}
		var all int
		for _, elements := range model {
			all += len(elements)
		}
		if got != all || len(s.Sources()) != len(model) {
			t.Fatalf("the store knows %d elements of %d sources, want %d of %d", got, len(s.Sources()), all, len(model))
		}
	})
}
