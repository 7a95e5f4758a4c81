package abi

import "unsafe"

// fewTexts is how many elements a list has room for without an allocation.
const fewTexts = 8

// pinned takes each list, so that the compiler moves it and its strings to the
// heap: a record holds a pointer as a number, which nothing corrects when the
// stack that it points to moves.
var pinned []string //nolint:unused // only the assignment matters

// texts appends the records of list to room. The caller keeps list alive until
// the call that reads the records has returned.
func texts(room []Text, list []string) []Text {
	pinned = list
	for _, s := range list {
		room = append(room, Text{
			Ptr: int32(uintptr(unsafe.Pointer(unsafe.StringData(s)))), // addresses have 32 bits, pointers 64
			Len: int32(len(s)),
		})
	}
	pinned = nil
	return room
}

// The host reads and writes records of these sizes.
var (
	_ [16]byte = [unsafe.Sizeof(Sample{})]byte{}
	_ [16]byte = [unsafe.Sizeof(NamedSample{})]byte{}
	_ [8]byte  = [unsafe.Sizeof(Text{})]byte{}
)
