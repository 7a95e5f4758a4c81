package forwarder

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAMemoryQueueKeepsOrderAndKnowsItsSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := NewMemoryQueue()
		var model []Item
		last := int64(0)
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				body := Body{Data: make([]byte, rapid.IntRange(0, 9).Draw(t, "bytes")), Items: rapid.IntRange(1, 5).Draw(t, "items")}
				last++
				q.Put(Item{ID: 77, Body: body})
				model = append(model, Item{ID: last, Body: body})
			},
			"remove": func(t *rapid.T) {
				id := rapid.Int64Range(0, last+1).Draw(t, "id")
				q.Remove(id)
				for i, item := range model {
					if item.ID == id {
						model = append(model[:i:i], model[i+1:]...)
						break
					}
				}
			},
			"": func(t *rapid.T) {
				want, after := Size{}, int64(0)
				for _, item := range model {
					want.Bodies++
					want.Items += item.Body.Items
					want.Bytes += int64(len(item.Body.Data))
					got, ok := q.Next(after)
					if !ok || got.ID != item.ID || len(got.Body.Data) != len(item.Body.Data) {
						t.Fatalf("after %d comes %v, want %d", after, got.ID, item.ID)
					}
					after = got.ID
				}
				if got, ok := q.Next(after); ok {
					t.Fatalf("after the last comes %d", got.ID)
				}
				if got := q.Size(); got != want {
					t.Fatalf("size is %+v, want %+v", got, want)
				}
			},
		})
	})
}
