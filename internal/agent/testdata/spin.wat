;; Never ends.
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop $again (br $again))
    (i32.const 0)))
