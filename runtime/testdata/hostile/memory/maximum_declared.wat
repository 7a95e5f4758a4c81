;; tries: a memory that says it may grow to 4 GiB, and tries
;; meets: memory
;; detail: the guest needed more memory than its limit of 67108864 bytes: unreachable
(module
  (memory (export "memory") 1 65536)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (if (i32.eq (memory.grow (i32.const 65535)) (i32.const -1)) (then unreachable))
    (i32.const 0)))
