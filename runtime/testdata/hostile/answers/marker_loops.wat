;; tries: a marker that never ends, if anyone called it
;; meets: ok
(module
  (memory (export "memory") 1)
  (func (export "check_run") (result i32) (i32.const 0))
  (func (export "sandpiper_abi_v1") (loop (br 0))))
