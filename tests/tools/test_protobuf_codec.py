"""protobuf_codec: each request of the conformance tests survives the way to gRPC's message and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kubeish.etcd.store.messages import Request
from tests.etcd.conformance.operations import both, deletes, place_revisions, puts, ranges
from tests.tools.protobuf_codec import decode_request, encode_request


@given(st.one_of(puts, deletes, ranges, both))
def test_a_request_is_decoded_as_it_was_encoded(request_: Request) -> None:
    request_ = place_revisions(request_, 100)
    assert decode_request(encode_request(request_)) == request_
