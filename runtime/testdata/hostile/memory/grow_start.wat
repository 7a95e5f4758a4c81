;; tries: memory.grow by as much as there is, in the start section
;; meets: memory
;; detail: the guest needed more memory than its limit of 67108864 bytes: unreachable
(module
  (memory (export "memory") 1)
  (start $f)
  (func $f
    (if (i32.eq (memory.grow (i32.const 65534)) (i32.const -1)) (then unreachable)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
