package check_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
)

func TestABillIsTheSameAfterJSON(t *testing.T) {
	want := check.Usage{Wall: 1234567 * time.Microsecond, Fuel: 1e15, MemoryBytes: 64 << 20, HostCalls: 3, HTTPCalls: 4, BytesIn: 5, BytesOut: 6}
	for i := range reflect.ValueOf(want).NumField() {
		if reflect.ValueOf(want).Field(i).IsZero() {
			t.Errorf("%s is not tried", reflect.TypeOf(want).Field(i).Name)
		}
	}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	const text = `{"fuel":1000000000000000,"wall_ms":1234.567,"memory_bytes":67108864,"host_calls":3,"http_calls":4,"bytes_in":5,"bytes_out":6}`
	if string(b) != text {
		t.Errorf("got %s, want %s", b, text)
	}
	var got check.Usage
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("got %+v, want %+v; %v", got, want, err)
	}
}
