package forwarder

import (
	"slices"
	"time"
)

// Item is a body that waits in a queue.
type Item struct {
	ID int64 // grows with each item of the queue; the first is 1
	At time.Time
	// Chain is equal for the bodies over which a snapshot is spread, which
	// stand next to each other; 0 for a body on its own.
	Chain int64
	Body  Body
}

// Queue keeps the bodies of one output in the order in which they came. It
// decides nothing: what must go is the forwarder's choice. It is called by one
// goroutine at a time. This is the seam for a queue that outlives the process.
type Queue interface {
	// Put appends an item. It gives it its ID and ignores the one it has.
	Put(Item)
	// Next returns the oldest item with an ID above after.
	Next(after int64) (Item, bool)
	// Remove forgets an item; one that is not there is no mistake.
	Remove(id int64)
	Size() Size
}

// Size is how much a queue holds.
type Size struct {
	Bodies int
	Items  int
	Bytes  int64 // of the bodies' data
}

// NewMemoryQueue returns a queue that lives and ends with the process.
func NewMemoryQueue() Queue { return &memoryQueue{} }

type memoryQueue struct {
	items []Item // by ID
	last  int64
	size  Size
}

func (q *memoryQueue) Put(item Item) {
	q.last++
	item.ID = q.last
	q.items = append(q.items, item)
	q.add(item, 1)
}

func (q *memoryQueue) Next(after int64) (Item, bool) {
	i := q.find(after + 1)
	if i == len(q.items) {
		return Item{}, false
	}
	return q.items[i], true
}

func (q *memoryQueue) Remove(id int64) {
	i := q.find(id)
	if i == len(q.items) || q.items[i].ID != id {
		return
	}
	q.add(q.items[i], -1)
	if i == 0 {
		q.items[0] = Item{} // lets the body go before the array does
		q.items = q.items[1:]
		return
	}
	q.items = slices.Delete(q.items, i, i+1)
}

func (q *memoryQueue) Size() Size { return q.size }

// find returns the place of the first item whose ID is at least id.
func (q *memoryQueue) find(id int64) int {
	i, _ := slices.BinarySearchFunc(q.items, id, func(item Item, id int64) int {
		return int(item.ID - id)
	})
	return i
}

func (q *memoryQueue) add(item Item, sign int) {
	q.size.Bodies += sign
	q.size.Items += sign * item.Body.Items
	q.size.Bytes += int64(sign * len(item.Body.Data))
}
