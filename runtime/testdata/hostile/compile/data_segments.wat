;; tries: 200,000 data segments
;; meets: bad module
;; detail: …found 200000 data segments, cap data_segments allows 100000; …
(module
  (memory (export "memory") 1)
  (@repeat 200000 (data ""))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
