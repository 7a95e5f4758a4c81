;; tries: args_sizes_get that answers both to one place, at the very end of memory
;; meets: ok
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $args_sizes_get (i32.const 65532) (i32.const 65532))))
