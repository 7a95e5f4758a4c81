;; tries: data behind the end of the memory
;; meets: trap
;; detail: data[0]: out of bounds memory access
(module
  (memory (export "memory") 1)
  (data (i32.const 65535) "12")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
