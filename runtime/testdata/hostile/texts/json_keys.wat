;; tries: the key of an event 60,000 times
;; meets: ok
;; refused: 1 an event of more than 128 tags or other fields, or with a tag of more than 1024 bytes
(module
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (memory (export "memory") 16)
  (data (i32.const 0) "{\"msg_text\":\"x\"" (@repeat 60000 ",\"msg_text\":\"x\"") "}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $event (i32.const 0) (i32.const 900016)))
    (i32.const 0)))
