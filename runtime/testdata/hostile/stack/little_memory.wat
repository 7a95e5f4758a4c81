;; tries: recursion that uses more stack than the memory that it may have
;; limits: memory_bytes=65536
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 65536 bytes, as its memory
(module
  (memory (export "memory") 1)
  (func $f (param i32) (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f (i32.const 2000))
    (i32.const 0)))
