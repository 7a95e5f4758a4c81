;; tries: a counter of its own fuel that never runs out
;; meets: bad module
;; detail: compiling: the module exports "sandpiper.fuel", which is reserved
(module
  (memory (export "memory") 1)
  (global (export "sandpiper.fuel") (mut i64) (i64.const 0x7fffffffffffffff))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
