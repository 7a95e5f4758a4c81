;; tries: a name section that says it has 4 billion names
;; meets: trap
;; detail: unreachable
;; backtrace: $0 < $2
(module
  (memory (export "memory") 1)
  (func $f unreachable)
  (@custom "name" "\01\06\ff\ff\ff\ff\0f\00")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
