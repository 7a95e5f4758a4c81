package forwarder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/sandpiper-checks/sandpiper/check"
)

// lineSchema is the schema of one line.
func lineSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("testdata/jsonl.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// checkLines checks that each line is one object as the schema asks.
func checkLines(t testing.TB, schema *jsonschema.Schema, data []byte) {
	t.Helper()
	if len(data) > 0 && data[len(data)-1] != '\n' {
		t.Errorf("the last line has no end")
	}
	for line := range bytes.Lines(data) {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err == nil {
			err = schema.Validate(value)
		}
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestEachThingIsALineOfItsKind(t *testing.T) {
	var b bytes.Buffer
	f := New(Options{Outputs: []Output{NewJSONLStream(&b)}})
	f.Enqueue(sample())
	if err := f.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkLines(t, lineSchema(t), b.Bytes())
	if reveals(b.String()) || strings.Contains(b.String(), "another") {
		t.Error("a line shows an api key")
	}
	golden(t, "testdata/jsonl.golden", b.Bytes())
	if s := f.Status()[0]; s.SentItems != 3+3+2+3+1 {
		t.Errorf("status %+v", s)
	}
}

func TestAuthorsCannotForgeTheKindOfALine(t *testing.T) {
	var p check.Payload
	p.Events = []check.Emitted[check.Event]{{Check: "demo", Value: check.Event{Title: "t", Extra: map[string]json.RawMessage{
		"kind": json.RawMessage(`"metric"`), "agent": json.RawMessage(`"x"`), "instance": json.RawMessage(`9`),
		"api_key": json.RawMessage(`"k"`), "msg_title": json.RawMessage(`7`),
	}}}}
	bodies, _ := NewJSONLStream(nil).Encode(p)
	want := `{"kind":"event","agent":"","check":"demo","instance":0,"msg_title":"t","timestamp":-62135596800}` + "\n"
	if got := string(bodies[0].Data); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestLinesAreWrittenInBodiesOfAboutAMebibyte(t *testing.T) {
	var p check.Payload
	for i := range 200 {
		p.Events = append(p.Events, check.Emitted[check.Event]{Value: check.Event{Title: fmt.Sprint(i), Text: strings.Repeat("x", 20_000)}})
	}
	p.Events[50].Value.Text = strings.Repeat("y", 3<<20)
	bodies, _ := NewJSONLStream(nil).Encode(p)
	items := 0
	for _, body := range bodies {
		items += body.Items
		if len(body.Data) > linesBytes && body.Items > 1 || bytes.Count(body.Data, []byte("\n")) != body.Items {
			t.Errorf("a body of %d bytes has %d items", len(body.Data), body.Items)
		}
	}
	if items != 200 || len(bodies) > 8 {
		t.Errorf("%d items in %d bodies", items, len(bodies))
	}
}

func TestLinesAreAppended(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	for _, line := range []string{"1\n", "2\n", "3\n"} {
		j := NewJSONLFile(path)
		for range 2 {
			if err := j.Send(t.Context(), []byte(line)); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != "1\n1\n2\n2\n3\n3\n" {
		t.Errorf("got %q, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || goruntime.GOOS != "windows" && info.Mode().Perm()&^0o640 != 0 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
}

func TestALineAfterATornOneStartsAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	if err := os.WriteFile(path, []byte("1\n{\"torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := NewJSONLFile(path)
	defer j.Close()
	for _, line := range []string{"2\n", "3\n"} {
		if err := j.Send(t.Context(), []byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "1\n{\"torn\n2\n3\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWhatAFailedWriteLeftIsTakenBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.jsonl")
	j := NewJSONLFile(path)
	defer j.Close()
	if err := j.Send(t.Context(), []byte("1\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := j.file.WriteString("2\n{\"to"); err != nil { // as a write does on a full disk
		t.Fatal(err)
	}
	if !j.takeBack(6) {
		t.Fatal("it was not taken back")
	}
	if err := j.Send(t.Context(), []byte("2\n3\n")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "1\n2\n3\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAFolderThatIsMissingIsSaidAndWaitedFor(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "missing")
	path := filepath.Join(folder, "out.jsonl")
	j := NewJSONLFile(path)
	defer j.Close()
	err := j.Send(t.Context(), []byte("1\n"))
	e, ok := err.(*Error)
	if !ok || e.Verdict != Retry || !strings.HasPrefix(err.Error(), "writing lines to "+path+": ") || !strings.Contains(e.Hint, "create the folder "+folder) {
		t.Fatalf("got %v", err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := j.Send(t.Context(), []byte("1\n")); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "1\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestAFileThatCannotBeWrittenGivesAHint(t *testing.T) {
	folder := t.TempDir()
	locked := filepath.Join(folder, "locked")
	if err := os.WriteFile(locked, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{folder: "names a folder"}
	if os.Geteuid() > 0 {
		cases[locked] = "let the agent's user write"
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		cases["/dev/full"] = "is full"
	}
	for path, want := range cases {
		err := NewJSONLFile(path).Send(t.Context(), []byte("1\n"))
		if e, ok := err.(*Error); !ok || goruntime.GOOS != "windows" && !strings.Contains(e.Hint, want) {
			t.Errorf("%s gives %#v", path, err)
		}
	}
}

// stingy writes up to left bytes and then fails.
type stingy struct {
	bytes.Buffer
	left int
}

func (s *stingy) Write(b []byte) (int, error) {
	n, err := s.Buffer.Write(b[:min(len(b), s.left)])
	s.left -= n
	if n < len(b) {
		err = errors.Join(err, io.ErrShortWrite)
	}
	return n, err
}

func TestWholeLinesComeOnceHoweverWritesFail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := &stingy{}
		j := NewJSONLStream(out)
		var want []string
		for i := range rapid.IntRange(1, 5).Draw(t, "bodies") {
			var body []byte
			lines := rapid.IntRange(1, 4).Draw(t, "lines")
			for k := range lines {
				line := fmt.Sprintf(`{"line":"%d.%d"}`, i, k)
				body = append(body, line+"\n"...)
			}
			abandoned := rapid.Bool().Draw(t, "given up")
			for {
				out.left = rapid.IntRange(0, 2*len(body)).Draw(t, "room")
				if abandoned {
					out.left = min(out.left, len(body)-1)
				}
				err := j.Send(t.Context(), body)
				if abandoned || err == nil {
					break
				}
			}
			if !abandoned {
				for k := range lines {
					want = append(want, fmt.Sprintf(`{"line":"%d.%d"}`, i, k))
				}
			}
		}
		out.left = 1000
		if err := j.Send(t.Context(), []byte("end\n")); err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		var got []string
		for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\n"), "\n") {
			if json.Valid([]byte(line)) {
				seen[line]++
				if seen[line] > 1 {
					t.Fatalf("line %s came twice in %q", line, out.String())
				}
				if slices.Contains(want, line) {
					got = append(got, line)
				}
			} else if line != "end" && !strings.HasPrefix(`{"line":"`, line) && !strings.HasPrefix(line, `{"line":"`) {
				t.Fatalf("line %q is glued in %q", line, out.String())
			} else if strings.Count(line, "{") > 1 {
				t.Fatalf("line %q is glued in %q", line, out.String())
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v of %v in %q", got, want, out.String())
		}
	})
}
