//go:build unix

package runtime_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// places in the memory of the guests below
const (
	iovAt     = 0    // one iov, of 64 bytes at bufferAt
	countAt   = 8    // what a call wrote
	openedAt  = 16   // the number of a file
	bufferAt  = 1024 // 64 bytes
	pathAt    = 2048
	firstFile = 4
)

// withPath is the memory of a guest that has a path in it.
func withPath(path string) []byte {
	data := make([]byte, pathAt, pathAt+len(path))
	copy(data, iovs(bufferAt, 64))
	return append(data, path...)
}

// opening opens the path of withPath, and reads from it.
func opening(path string, lookup, how, rights int64, want uint32) []wasiCall {
	calls := []wasiCall{{"path_open", []int64{3, lookup, pathAt, int64(len(path)), how, rights, 0, 0, openedAt}, want}}
	if want != success {
		return append(calls, wasiCall{"fd_close", []int64{firstFile}, badf}) // nothing was opened
	}
	return append(calls,
		wasiCall{"fd_read", []int64{firstFile, iovAt, 1, countAt}, success},
		wasiCall{"fd_close", []int64{firstFile}, success},
		wasiCall{"fd_close", []int64{firstFile}, badf})
}

// tree makes files, with "granted" or "secret" in them, and returns their folder.
func tree(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"granted/file", "granted/folder/file", "secret/file", "granted2/file", "alone"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		text := "secret"
		if strings.HasPrefix(name, "granted/") || name == "alone" {
			text = "granted"
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"in": "folder/file", "out": "../secret/file", "away": dir + "/secret/file", "infolder": "folder", "loop": "loop"} {
		if err := os.Symlink(to, filepath.Join(dir, "granted", name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Paths are relative to the folder of the test where they begin with "./".
func TestNoTrickReadsWhatIsNotGranted(t *testing.T) {
	const follow, mustBeDir, canWrite = 1, 2, 1 << 6
	dir := tree(t)
	for _, row := range []struct {
		promise     string
		path        string
		lookup, how int64
		rights      int64
		want        uint32
		warning     string // what of it comes before the path, and "add" where a line is named
	}{
		{promise: "a file below a granted folder is read", path: "./granted/folder/file", want: success},
		{promise: "a granted file is read", path: "./alone", want: success},
		{promise: "a link within the folder is followed", path: "./granted/in", lookup: follow, want: success},
		{promise: "slashes may be doubled", path: ".//granted///folder//file", want: success},
		{promise: "dots are taken out of a path", path: "./granted/./folder/../file", want: success},
		{promise: "and compared afterwards", path: "./secret/../granted/file", want: success},
		{promise: "the root has no parent", path: "../../.././granted/file", want: success},

		{promise: "what is not granted is not read", path: "./secret/file", want: acces, warning: "add"},
		{promise: "nor is it told whether it is there", path: "./secret/nothing", want: acces, warning: "add"},
		{promise: "dots do not lead out", path: "./granted/../secret/file", want: acces, warning: "add"},
		{promise: "many neither", path: "./granted/folder/../../../../../../../../../../etc/passwd", want: acces, warning: "add"},
		{promise: "a name that begins as a granted one is another", path: "./granted2/file", want: acces, warning: "add"},
		{promise: "below a file there is nothing", path: "./alone/file", want: notdir},
		{promise: "a link out is not followed", path: "./granted/out", lookup: follow, want: acces, warning: "leads out"},
		{promise: "nor one with the whole path", path: "./granted/away", lookup: follow, want: acces, warning: "leads out"},
		{promise: "a link is none of its own", path: "./granted/in", want: loop},
		{promise: "a link to itself leads nowhere", path: "./granted/loop", lookup: follow, want: loop},
		{promise: "a granted folder is no file to be read from", path: "./granted", want: success, warning: "folder"},
		{promise: "a folder is asked for as one", path: "./granted/folder", how: mustBeDir, want: success, warning: "folder"},
		{promise: "a file is none", path: "./granted/file", how: mustBeDir, want: notdir},
		{promise: "a file with a slash behind it is none", path: "./granted/file/", want: notdir},
		{promise: "a link with a slash behind it is followed", path: "./granted/infolder/", want: success, warning: "folder"},
		{promise: "what is not there is not there", path: "./granted/nothing", want: noent},
		{promise: "a path that begins with a slash is none", path: "/etc/passwd", want: notcapable},
		{promise: "no path is none", path: "", want: noent},
		{promise: "NUL ends no path", path: "./granted/file\x00/../../secret/file", want: inval},
		{promise: "a long name is too long", path: "./granted/" + strings.Repeat("x", 256), want: nametoolong},
		{promise: "a long path is too long", path: "./granted/" + strings.Repeat("x/", 2048), want: nametoolong},
		{promise: "bytes that are no text are a name", path: "./granted/\xff\xfe", want: noent},
		{promise: "the root is not granted", path: ".", want: acces, warning: "cannot be"},

		{promise: "nothing is made", path: "./granted/new", how: 1, want: rofs, warning: "is not written"},
		{promise: "nor anew", path: "./granted/new", how: 1 | 4, want: rofs, warning: "is not written"},
		{promise: "nothing is cut off", path: "./granted/file", how: 8, want: rofs, warning: "is not written"},
		{promise: "nothing is opened to be written to", path: "./granted/file", rights: canWrite, want: rofs, warning: "is not written"},
		{promise: "nor where nothing is granted", path: "./secret/file", rights: canWrite, want: rofs, warning: "is not written"},

		{promise: "a device is not opened", path: "dev/null", want: acces},
		{promise: "nor by the other paths to it", path: "dev/../dev/null", want: acces},
		{promise: "memory of the agent", path: "proc/self/mem", want: acces, warning: "cannot be"},
		{promise: "its environment", path: "proc/self/environ", want: acces, warning: "cannot be"},
		{promise: "what it has open", path: "dev/fd/3", want: acces, warning: "add"},
	} {
		t.Run(row.promise, func(t *testing.T) {
			path := row.path
			if rest, ours := strings.CutPrefix(path, "./"); ours {
				path = strings.TrimPrefix(dir, "/") + "/" + rest
			} else {
				path = strings.ReplaceAll(path, "/./", dir+"/")
			}
			instance := check.Instance{Read: []string{dir + "/granted", dir + "/alone", "/dev/null"}, Source: "conf.d/a.yaml:3"}
			calls := opening(path, row.lookup, row.how, row.rights, row.want)
			if row.warning == "folder" {
				calls[1].want = isdir
			}
			memory, result := wasiRunOf(t, runtime.Options{}, instance, withPath(path), nil, calls)
			if result.Fault != nil {
				t.Fatal(result.Fault)
			}
			text := string(memory[bufferAt : bufferAt+7])
			if read := row.want == success && row.warning == ""; read != (text == "granted") || !read && text != "\x00\x00\x00\x00\x00\x00\x00" {
				t.Errorf("read %q", text)
			}
			warnings := strings.Join(result.Warnings, "; ")
			if _, line, ok := strings.Cut(warnings, "add {read: "); ok {
				line, _, _ = strings.Cut(line, "}")
				path, err := strconv.Unquote(line)
				if _, refused := check.ParsePath(path); err != nil || refused != nil {
					t.Errorf("the line to add is refused: %v %v", err, refused)
				}
			}
			if refused := row.warning != "" && row.warning != "folder"; refused != (len(result.Warnings) == 1) || refused != (len(result.Refused) == 1) ||
				refused && !strings.Contains(warnings, row.warning) {
				t.Errorf("warnings %s, refused %+v", warnings, result.Refused)
			}
		})
	}
	for name, want := range map[string]string{"granted/file": "granted", "secret/file": "secret"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != want {
			t.Errorf("%s holds %q now, %v", name, b, err)
		}
	}
	if _, err := os.Stat(dir + "/granted/new"); err == nil {
		t.Error("a file was made")
	}
}

func TestAFileThatIsNotGrantedIsCountedAndHasOneWarning(t *testing.T) {
	const path = "etc/passwd"
	status := wasiCall{"path_filestat_get", []int64{3, 1, pathAt, int64(len(path)), 512}, acces}
	for _, granted := range [][]string{nil, {"/etc/hostname"}} {
		_, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: granted, Source: "conf.d/a.yaml:3"}, withPath(path), nil,
			append(opening(path, 1, 0, 0, acces), status, status))
		want := []string{`not read, 3 times: "/etc/passwd" is not among the files that this instance may read; ` +
			`add {read: "/etc/passwd"} under sandbox: {allow: […]} in conf.d/a.yaml to let it`}
		if diff := cmp.Diff(want, result.Warnings); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]check.Refused{{Cause: "file not granted", Key: "/etc/passwd", Count: 3}}, result.Refused); diff != "" {
			t.Error(diff)
		}
	}
}

// What a module finds when it starts is the same for all instances, so that it
// can be started once for all of them.
func TestNoFileIsOpenedDuringInitialisation(t *testing.T) {
	dir := tree(t)
	path := strings.TrimPrefix(dir, "/") + "/granted/file"
	init := append([]wasiCall{
		{"fd_prestat_get", []int64{3, 512}, success},
		{"fd_prestat_dir_name", []int64{3, 528, 0}, nametoolong},
		{"fd_prestat_dir_name", []int64{3, 528, 2}, success},
		{"fd_fdstat_get", []int64{3, 544}, success},
		{"fd_filestat_get", []int64{3, 576}, success},
		{"path_filestat_get", []int64{3, 1, pathAt, int64(len(path)), 640}, acces},
		{"fd_readdir", []int64{3, bufferAt, 64, 0, countAt}, acces},
	}, opening(path, 1, 0, 0, acces)...)
	var found [][]byte
	for _, granted := range [][]string{nil, {dir + "/granted"}} {
		memory, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: granted}, withPath(path), init, nil)
		if result.Fault != nil || len(result.Warnings) > 0 {
			t.Fatalf("%v, %v", result.Fault, result.Warnings)
		}
		found = append(found, memory[:pathAt])
	}
	if diff := cmp.Diff(found[0], found[1]); diff != "" {
		t.Errorf("a grant shows at the start:\n%s", diff)
	}
	memory := found[0]
	if got, want := memory[512:536], []byte("\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00/\x00\x00\x00\x00\x00\x00\x00"); !slices.Equal(got, want) {
		t.Errorf("the root is %q", got)
	}
	if memory[544] != 3 || memory[576+16] != 3 {
		t.Errorf("the root is no folder")
	}
}

func TestAFileIsReadFromAnyPlace(t *testing.T) {
	dir := tree(t)
	path := strings.TrimPrefix(dir, "/") + "/granted/file"
	name := dir + "/granted/file"
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	data := withPath(path)
	copy(data[iovAt+64:], iovs(bufferAt, 0, bufferAt, 3, bufferAt+32, 9)) // three: none, three bytes, nine
	const three = iovAt + 64
	memory, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: []string{name}}, data, nil, []wasiCall{
		{"path_open", []int64{3, 0, pathAt, int64(len(path)), 0, 0, 0, 0, openedAt}, success},
		{"fd_fdstat_get", []int64{4, 512}, success},
		{"fd_filestat_get", []int64{4, 544}, success},
		{"path_filestat_get", []int64{3, 0, pathAt, int64(len(path)), 608}, success},
		{"fd_read", []int64{4, three, 3, countAt}, success}, // gra
		{"fd_tell", []int64{4, 700}, success},               // 3
		{"fd_read", []int64{4, three, 0, countAt + 4}, success},
		{"fd_pread", []int64{4, three, 3, 5, 708}, success}, // ed, over gra
		{"fd_seek", []int64{4, -1, 2, 716}, success},        // 6
		{"fd_seek", []int64{4, -1, 1, 724}, success},        // 5
		{"fd_read", []int64{4, iovAt, 1, 732}, success},     // ed, over that
		{"fd_read", []int64{4, iovAt, 1, 736}, success},     // the end
		{"fd_seek", []int64{4, -1, 0, 740}, inval},
		{"fd_seek", []int64{4, 0, 3, 740}, inval},
		{"fd_pread", []int64{4, iovAt, 1, -1, 740}, inval},
		{"fd_read", []int64{4, iovAt, 1025, 740}, inval},
		{"fd_write", []int64{4, iovAt, 1, 740}, badf},
		{"fd_fdstat_set_flags", []int64{4, 0}, success},
		{"fd_readdir", []int64{4, bufferAt, 8, 0, 740}, notdir},
		{"path_open", []int64{4, 0, pathAt, 1, 0, 0, 0, 0, openedAt}, notdir},
		{"fd_close", []int64{4}, success},
		{"fd_read", []int64{4, iovAt, 1, 740}, badf},
		{"fd_tell", []int64{4, 740}, badf},
	})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	u32 := func(at int) int { return int(binary.LittleEndian.Uint32(memory[at:])) }
	u64 := func(at int) int { return int(binary.LittleEndian.Uint64(memory[at:])) }
	if got, want := fmt.Sprint(u32(openedAt), u32(countAt), u32(countAt+4), u64(700), u32(708), u64(716), u64(724), u32(732), u32(736)), "4 3 0 3 2 6 5 2 0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := string(memory[bufferAt : bufferAt+4]); got != "eda\x00" {
		t.Errorf("got %q", got)
	}
	const regular, rights = 4, 1<<1 | 1<<2 | 1<<5 | 1<<21 | 1<<27
	if memory[512] != regular || u64(520) != rights {
		t.Errorf("the file is % x", memory[512:536])
	}
	for _, at := range []int{544, 608} {
		modified := int(info.ModTime().UnixNano())
		if memory[at+16] != regular || u64(at+24) != 1 || u64(at+32) != 7 || u64(at+40) != modified || u64(at+48) != modified || u64(at+56) != modified {
			t.Errorf("the file is % x", memory[at:at+64])
		}
	}
	if u64(544) != u64(608) || u64(552) != u64(616) {
		t.Error("the file is another one by its path")
	}
}

func TestAFolderIsListed(t *testing.T) {
	dir := tree(t)
	path := strings.TrimPrefix(dir, "/") + "/granted"
	const listAt, size = 4096, 4096
	calls := []wasiCall{
		{"path_open", []int64{3, 0, pathAt, int64(len(path)), 2, 0, 0, 0, openedAt}, success},
		{"fd_fdstat_get", []int64{4, 512}, success},
		{"fd_readdir", []int64{4, listAt, size, 0, 700}, success},
		{"fd_readdir", []int64{4, listAt + size, 30, 1, 704}, success}, // one and a half
		{"fd_readdir", []int64{4, listAt, 0, 0, 708}, success},
		{"fd_readdir", []int64{4, bufferAt, 64, 7, 712}, success},  // behind the last one
		{"fd_readdir", []int64{4, bufferAt, 64, -1, 716}, success}, // far behind
		{"fd_read", []int64{4, iovAt, 1, 740}, isdir},
		{"fd_pread", []int64{4, iovAt, 1, 0, 740}, isdir},
		{"fd_seek", []int64{4, 0, 0, 740}, isdir},
		{"fd_tell", []int64{3, 740}, isdir},
		// A folder is a place to begin at.
		{"path_open", []int64{4, 0, pathAt + 1000, 11, 0, 0, 0, 0, openedAt + 4}, success},
		{"fd_read", []int64{5, iovAt, 1, 720}, success},
		{"path_open", []int64{4, 0, pathAt + 1016, 14, 0, 0, 0, 0, openedAt + 4}, acces},
		{"path_filestat_get", []int64{4, 0, pathAt + 1000, 6, 608}, success},
	}
	data := append(withPath(path), make([]byte, 1000-len(path))...)
	data = append(data, "folder/file\x00\x00\x00\x00\x00../secret/file"...)
	memory, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: []string{dir + "/granted"}}, data, nil, calls)
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	u32 := func(at int) int { return int(binary.LittleEndian.Uint32(memory[at:])) }
	entries := memory[listAt : listAt+u32(700)]
	var got []string
	for next := uint64(1); len(entries) > 0; next++ {
		n := binary.LittleEndian.Uint32(entries[16:])
		if at := binary.LittleEndian.Uint64(entries); at != next {
			t.Errorf("entry %d leads to %d", next-1, at)
		}
		got = append(got, fmt.Sprintf("%s %d", entries[24:24+n], entries[20]))
		entries = entries[24+n:]
	}
	slices.Sort(got)
	if want := []string{"away 7", "file 4", "folder 3", "in 7", "infolder 7", "loop 7", "out 7"}; !slices.Equal(got, want) {
		t.Errorf("listed %q, want %q", got, want)
	}
	second := 24 + int(binary.LittleEndian.Uint32(memory[listAt+16:]))
	if string(memory[listAt+size:listAt+size+30]) != string(memory[listAt+second:listAt+second+30]) {
		t.Error("from the second entry on the list is another one")
	}
	if got, want := fmt.Sprint(u32(704), u32(708), u32(712), u32(716), u32(720), u32(openedAt+4)), "30 0 0 0 7 5"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if memory[512] != 3 || memory[608+16] != 3 || string(memory[bufferAt:bufferAt+7]) != "granted" {
		t.Errorf("% x", memory[512:700])
	}
}

func TestFilesThatAreOpenAreLimited(t *testing.T) {
	dir := tree(t)
	path := strings.TrimPrefix(dir, "/") + "/granted/file"
	opens := wasiCall{"path_open", []int64{3, 0, pathAt, int64(len(path)), 0, 0, 0, 0, openedAt}, success}
	calls := slices.Repeat([]wasiCall{opens}, 16)
	opens.want = mfile
	calls = append(calls, opens, opens, wasiCall{"fd_close", []int64{7}, success})
	opens.want = success
	memory, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: []string{dir}}, withPath(path), nil, append(calls, opens))
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	if fd := binary.LittleEndian.Uint32(memory[openedAt:]); fd != 7 {
		t.Errorf("the number that was free is not used again: %d", fd)
	}
	if diff := cmp.Diff([]check.Refused{{Cause: "too many files are open", Key: "/" + path, Count: 2}}, result.Refused); diff != "" {
		t.Error(diff)
	}
}

// The work of the host for a guest is on the guest's bill: a unit for 16 bytes.
func TestBytesOfFilesAreOnTheBill(t *testing.T) {
	dir := tree(t)
	for name, size := range map[string]int{"/small": 16, "/large": 16 << 10} {
		if err := os.WriteFile(dir+name, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"/few", "/many"} {
		if err := os.Mkdir(dir+folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 400 { // of 24 and 8 bytes in a list
		if err := os.WriteFile(fmt.Sprintf("%s/many/name%04d", dir, i), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const bufferAt, size = 0x3000, 0x4000
	fuel := func(name, call string, args ...int64) int64 {
		path := strings.TrimPrefix(dir, "/") + name
		data := withPath(path)
		copy(data, iovs(bufferAt, size))
		_, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: []string{dir}}, data, nil, []wasiCall{
			{"path_open", []int64{3, 0, pathAt, int64(len(path)), 0, 0, 0, 0, openedAt}, success},
			{call, args, success},
		})
		if result.Fault != nil {
			t.Fatal(result.Fault)
		}
		return result.Usage.Fuel
	}
	for _, c := range []struct {
		what      string
		got, want int64
	}{
		{"a file", fuel("/large", "fd_read", 4, iovAt, 1, countAt) - fuel("/small", "fd_read", 4, iovAt, 1, countAt), (16<<10 - 16) / 16},
		{"a folder", fuel("/many", "fd_readdir", 4, bufferAt, size, 0, countAt) - fuel("/few", "fd_readdir", 4, bufferAt, size, 0, countAt), 400 * (24 + 8) / 16},
	} {
		if c.got != c.want {
			t.Errorf("%s costs %d units, want %d", c.what, c.got, c.want)
		}
	}
}

func TestPollFindsFilesReady(t *testing.T) {
	dir := tree(t)
	path := strings.TrimPrefix(dir, "/") + "/alone"
	data := withPath(path)
	copy(data[64:], slices.Concat(subscription(1, 1, 4, 0, false), subscription(2, 1, 5, 0, false), subscription(3, 2, 4, 0, false)))
	memory, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: []string{dir}}, data, nil, []wasiCall{
		{"path_open", []int64{3, 0, pathAt, int64(len(path)), 0, 0, 0, 0, openedAt}, success},
		{"poll_oneoff", []int64{64, bufferAt, 3, countAt}, success},
	})
	if result.Fault != nil {
		t.Fatal(result.Fault)
	}
	if got := events(memory[bufferAt:], binary.LittleEndian.Uint32(memory[countAt:])); !slices.Equal(got, []string{"1/1/0", "2/1/8", "3/2/8"}) {
		t.Errorf("events %v", got)
	}
}
