;; tries: a function whose name is 10 MB long
;; meets: trap
;; detail: unreachable
;; backtrace: $0 < $2
(module
  (memory (export "memory") 1)
  (func $f unreachable)
  (@custom "name" "\01\88\ad\e2\04" "\01" "\00\80\ad\e2\04" (@repeat 1000000 "0123456789") "xxxxxx")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
