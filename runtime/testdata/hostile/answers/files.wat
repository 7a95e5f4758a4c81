;; tries: files that nobody granted: opening, listing, writing, removing, and what is open already
;; meets: ok
;; refused: 3 file not granted
;; refused: 1 file not written
(module
  (import "wasi_snapshot_preview1" "path_open" (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_filestat_get" (func $path_filestat_get (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_unlink_file" (func $path_unlink_file (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_create_directory" (func $path_create_directory (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_renumber" (func $fd_renumber (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_readdir" (func $fd_readdir (param i32 i32 i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "/etc/passwd")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.ne (call $path_open (i32.const 3) (i32.const 1) (i32.const 0) (i32.const 11) (i32.const 0) (i64.const 2) (i64.const -1) (i32.const 0) (i32.const 64)) (i32.const 76))
    (i32.ne (call $path_open (i32.const 3) (i32.const 1) (i32.const 1) (i32.const 10) (i32.const 0) (i64.const 2) (i64.const -1) (i32.const 0) (i32.const 64)) (i32.const 2))
    (i32.ne (call $path_open (i32.const 3) (i32.const 1) (i32.const 1) (i32.const 10) (i32.const 0) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 64)) (i32.const 69))
    (i32.ne (call $path_filestat_get (i32.const 3) (i32.const 1) (i32.const 1) (i32.const 10) (i32.const 64)) (i32.const 2))
    (i32.ne (call $path_unlink_file (i32.const 3) (i32.const 1) (i32.const 10)) (i32.const 52))
    (i32.ne (call $path_create_directory (i32.const -100) (i32.const 1) (i32.const 10)) (i32.const 52))
    (i32.ne (call $fd_prestat_get (i32.const 4) (i32.const 64)) (i32.const 8))
    (i32.ne (call $fd_seek (i32.const 0) (i64.const -1) (i32.const 2) (i32.const 64)) (i32.const 70))
    (i32.ne (call $fd_renumber (i32.const 0) (i32.const 1)) (i32.const 52))
    (i32.ne (call $fd_readdir (i32.const 3) (i32.const 0) (i32.const 64) (i64.const 0) (i32.const 64)) (i32.const 2))
    i32.or
    i32.or
    i32.or
    i32.or
    i32.or
    i32.or
    i32.or
    i32.or
    i32.or))
