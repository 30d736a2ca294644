"""The budget chain with approvals and shares, repayments, activities, offices, files: new columns.

SQLite makes altered tables anew and loses their triggers, so the guards are taken away first, on
both databases; 0005 puts them back.
"""

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import programs.models.base

from povertyportal.accounts.append_only import install, remove

LEDGERS = ("programs_allocationentry", "programs_fundtransaction")


def take_guards_away(apps, schema_editor):
    for table in LEDGERS:
        remove(schema_editor, table)


def put_guards_back(apps, schema_editor):
    for table in LEDGERS:
        install(schema_editor, table)


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0002_card_region'),
        ('households', '0006_guards_of_wards'),
        ('programs', '0002_append_only'),
        ('reporting', '0002_papers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_guards_away, put_guards_back),
        migrations.RemoveConstraint(
            model_name='allocation',
            name='allocation_balances',
        ),
        migrations.RemoveConstraint(
            model_name='allocationentry',
            name='allocationentry_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='directive',
            name='directive_owner_filled',
        ),
        migrations.RemoveConstraint(
            model_name='directive',
            name='directive_text_lengths',
        ),
        migrations.RemoveConstraint(
            model_name='idlereason',
            name='idlereason_text_lengths',
        ),
        migrations.RemoveConstraint(
            model_name='loan',
            name='loan_text_lengths',
        ),
        migrations.RenameField(model_name='directive', old_name='owner', new_name='owner_name'),
        migrations.RenameField(model_name='idlereason', old_name='owner', new_name='owner_name'),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='tên cơ quan, đơn vị')),
                ('role', models.CharField(blank=True, choices=[('investigator', 'Rà soát viên'), ('ward_officer', 'Cán bộ phường, xã'), ('ward_chair', 'Chủ tịch phường, xã'), ('standing_office', 'Cơ quan thường trực'), ('finance', 'Tài chính - Kế hoạch'), ('bank_officer', 'Cán bộ Ngân hàng CSXH'), ('front_officer', 'Cán bộ Mặt trận Tổ quốc'), ('city_leader', 'Lãnh đạo thành phố'), ('auditor', 'Thanh tra, kiểm toán'), ('administrator', 'Quản trị hệ thống')], default='', max_length=20, verbose_name='vai trò thực hiện')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='địa bàn')),
            ],
            options={
                'verbose_name': 'cơ quan, đơn vị',
                'verbose_name_plural': 'cơ quan, đơn vị',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('name', 'area', 'valid_from'), name='organisation_once_per_start'), models.CheckConstraint(condition=models.Q(('role__in', ['investigator', 'ward_officer', 'ward_chair', 'standing_office', 'finance', 'bank_officer', 'front_officer', 'city_leader', 'auditor', 'administrator', ''])), name='organisation_role_known'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='organisation_valid_to_after_valid_from'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_name_filled'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 160)), name='organisation_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='ApprovalRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('assigned', 'Giao vốn'), ('adjusted', 'Điều chỉnh'), ('carried_over', 'Chuyển nguồn'), ('returned', 'Nộp trả'), ('distributed', 'Phân bổ'), ('withdrawn', 'Thu hồi phân bổ'), ('advance', 'Tạm ứng'), ('payment', 'Thanh toán'), ('recovery', 'Thu hồi tạm ứng')], default='', max_length=12, verbose_name='nội dung')),
                ('amount_from', models.BigIntegerField(verbose_name='từ số tiền (đồng)')),
                ('level', models.CharField(choices=[('colleague', 'Người thứ hai của bộ phận tài chính'), ('leader', 'Lãnh đạo thành phố')], max_length=9, verbose_name='người duyệt')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('source', models.CharField(max_length=200, verbose_name='căn cứ')),
            ],
            options={
                'verbose_name': 'ngưỡng phê duyệt',
                'verbose_name_plural': 'ngưỡng phê duyệt',
                'ordering': ['kind', 'amount_from'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'level', 'valid_from'), name='approvalrule_once_per_start'), models.CheckConstraint(condition=models.Q(('amount_from__gte', 0), ('amount_from__lt', 1000000000000000)), name='approvalrule_amount_from_amount'), models.CheckConstraint(condition=models.Q(('kind__in', ['assigned', 'adjusted', 'carried_over', 'returned', 'distributed', 'withdrawn', 'advance', 'payment', 'recovery', ''])), name='approvalrule_kind_known'), models.CheckConstraint(condition=models.Q(('level__in', ['colleague', 'leader'])), name='approvalrule_level_known'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='approvalrule_valid_to_after_valid_from'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('source'), 200)), name='approvalrule_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='BudgetYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết toán')),
                ('document_number', models.CharField(blank=True, default='', max_length=60, verbose_name='số văn bản')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='địa bàn')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người quyết toán')),
            ],
            options={
                'verbose_name': 'năm ngân sách',
                'verbose_name_plural': 'năm ngân sách',
                'ordering': ['-year', 'area__path'],
                'constraints': [models.UniqueConstraint(fields=('area', 'year'), name='budgetyear_once'), models.CheckConstraint(condition=models.Q(models.Q(('document_number', ''), ('settled_by', None), ('settled_on', None)), models.Q(('settled_by__isnull', False), ('settled_on__isnull', False), models.Q(('document_number', ''), _negated=True)), _connector='OR'), name='budgetyear_settled_whole_or_not'), models.CheckConstraint(condition=models.Q(('year__range', (2015, 2100))), name='budgetyear_year_range'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('document_number'), 60)), name='budgetyear_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='FundAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('balance', models.BigIntegerField(default=0, verbose_name='số dư (đồng)')),
                ('area', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='Quỹ của')),
            ],
            options={
                'verbose_name': 'số dư Quỹ',
                'verbose_name_plural': 'số dư Quỹ',
                'ordering': ['area__path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('balance__gte', 0), ('balance__lt', 1000000000000000)), name='fundaccount_balance_amount')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity', models.CharField(editable=False, max_length=40)),
                ('record_id', models.BigIntegerField(editable=False)),
                ('kind', models.CharField(choices=[('decision', 'Quyết định, văn bản'), ('receipt', 'Chứng từ, biên nhận'), ('photo', 'Ảnh'), ('other', 'Giấy tờ khác')], max_length=8, verbose_name='loại giấy tờ')),
                ('caption', models.CharField(blank=True, default='', max_length=200, verbose_name='chú thích')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='gỡ lúc')),
                ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='attachment', to='reporting.paper', verbose_name='tệp')),
                ('removed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'giấy tờ, ảnh kèm theo',
                'verbose_name_plural': 'giấy tờ, ảnh kèm theo',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['entity', 'record_id'], name='attachment_of_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['decision', 'receipt', 'photo', 'other'])), name='attachment_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='attachment_removed_whole_or_not'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('entity'), 40), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('caption'), 200)), name='attachment_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='Repayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('amount', models.BigIntegerField(verbose_name='số tiền gốc trả (đồng)')),
                ('paid_on', models.DateField(verbose_name='ngày trả')),
                ('document_number', models.CharField(max_length=60, verbose_name='số chứng từ')),
                ('note', models.CharField(blank=True, default='', max_length=300, verbose_name='ghi chú')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='programs.repayment', verbose_name='đính chính cho')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='programs.loan', verbose_name='khoản vay')),
            ],
            options={
                'verbose_name': 'lần trả nợ',
                'verbose_name_plural': 'lần trả nợ',
                'ordering': ['-paid_on', '-pk'],
                'indexes': [models.Index(fields=['loan', 'paid_on'], name='repayment_loan_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', -1000000000000000), ('amount__lt', 1000000000000000), models.Q(('amount', 0), _negated=True), models.Q(('amount__gt', 0), ('corrects__isnull', False), _connector='OR')), name='repayment_amount'), models.CheckConstraint(condition=models.Q(('document_number', ''), _negated=True), name='repayment_document_number_filled'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('document_number'), 60), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 300)), name='repayment_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='AwardFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='chỉ tiêu')),
                ('period_from', models.DateField(verbose_name='từ ngày')),
                ('period_to', models.DateField(verbose_name='đến ngày')),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='kết quả')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='địa bàn')),
                ('award', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='programs.award', verbose_name='khen thưởng')),
            ],
            options={
                'verbose_name': 'kết quả được khen',
                'verbose_name_plural': 'kết quả được khen',
                'ordering': ['award', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('award', 'key'), name='awardfigure_once'), models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='awardfigure_period_in_order'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('key'), 60)), name='awardfigure_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='DirectiveNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('state', models.CharField(choices=[('open', 'Chưa thực hiện'), ('in_progress', 'Đang thực hiện'), ('done', 'Đã hoàn thành'), ('cancelled', 'Thôi thực hiện')], max_length=11, verbose_name='tình trạng')),
                ('note', models.CharField(max_length=1000, verbose_name='kết quả, tiến độ')),
                ('noted_on', models.DateField(verbose_name='ngày')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='nơi thực hiện')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='programs.directive', verbose_name='chỉ đạo')),
            ],
            options={
                'verbose_name': 'tiến độ chỉ đạo',
                'verbose_name_plural': 'tiến độ chỉ đạo',
                'ordering': ['-noted_on', '-pk'],
                'indexes': [models.Index(fields=['directive', 'noted_on'], name='directivenote_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'in_progress', 'done', 'cancelled'])), name='directivenote_state_known'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='directivenote_note_filled'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 1000)), name='directivenote_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='EnrolmentFollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('months', models.PositiveSmallIntegerField(choices=[(3, '3 tháng'), (6, '6 tháng'), (12, '12 tháng')], verbose_name='sau khi học xong')),
                ('asked_on', models.DateField(verbose_name='ngày hỏi')),
                ('is_working', models.BooleanField(verbose_name='có việc làm')),
                ('is_trade', models.BooleanField(default=False, verbose_name='làm đúng nghề đã học')),
                ('job', models.CharField(blank=True, default='', max_length=200, verbose_name='công việc, nơi làm')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='programs.enrolment', verbose_name='học viên')),
            ],
            options={
                'verbose_name': 'việc làm sau đào tạo',
                'verbose_name_plural': 'việc làm sau đào tạo',
                'ordering': ['enrolment', 'months'],
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'months'), name='enrolmentfollowup_once'), models.CheckConstraint(condition=models.Q(('months__in', [3, 6, 12])), name='enrolmentfollowup_months_known'), models.CheckConstraint(condition=models.Q(('is_working', True), models.Q(('is_trade', False), ('job', '')), _connector='OR'), name='enrolmentfollowup_job_needs_work'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('job'), 200)), name='enrolmentfollowup_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='Communication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('channel', models.CharField(choices=[('loudspeaker', 'Loa truyền thanh'), ('meeting', 'Họp thôn, tổ; hội nghị'), ('training', 'Tập huấn'), ('print', 'Tờ rơi, pa nô, tài liệu in'), ('press', 'Báo, đài, trang thông tin'), ('social', 'Mạng xã hội'), ('contest', 'Hội thi, sự kiện')], max_length=11, verbose_name='hình thức')),
                ('topic', models.CharField(max_length=200, verbose_name='chủ đề')),
                ('held_on', models.DateField(verbose_name='ngày bắt đầu')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ngày kết thúc')),
                ('sessions', models.PositiveSmallIntegerField(default=1, verbose_name='số buổi, số lượt phát')),
                ('reached', models.PositiveIntegerField(blank=True, null=True, verbose_name='số người tiếp cận')),
                ('cost', models.BigIntegerField(blank=True, null=True, verbose_name='kinh phí (đồng)')),
                ('outcome', models.CharField(blank=True, default='', max_length=1000, verbose_name='kết quả')),
                ('search_text', programs.models.base.SearchField(default='', editable=False, max_length=600, sources=('topic', 'outcome'))),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='nơi thực hiện')),
                ('component', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='communications', to='programs.component', verbose_name='tiểu dự án')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='communications', to='programs.organisation', verbose_name='đơn vị tổ chức')),
            ],
            options={
                'verbose_name': 'hoạt động truyền thông',
                'verbose_name_plural': 'hoạt động truyền thông',
                'ordering': ['-held_on', '-pk'],
                'indexes': [models.Index(fields=['area', 'held_on'], name='communication_area_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['loudspeaker', 'meeting', 'training', 'print', 'press', 'social', 'contest'])), name='communication_channel_known'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('held_on')), _connector='OR'), name='communication_ended_on_after_held_on'), models.CheckConstraint(condition=models.Q(('sessions__gte', 1), ('sessions__lte', 10000)), name='communication_sessions'), models.CheckConstraint(condition=models.Q(('reached', None), ('reached__lt', 10000000), _connector='OR'), name='communication_reached'), models.CheckConstraint(condition=models.Q(('cost', None), models.Q(('cost__gte', 0), ('cost__lt', 1000000000000000)), _connector='OR'), name='communication_cost_amount'), models.CheckConstraint(condition=models.Q(('topic', ''), _negated=True), name='communication_topic_filled'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('topic'), 200), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('outcome'), 1000)), name='communication_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='SupervisionVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('regular', 'Giám sát thường xuyên'), ('planned', 'Giám sát theo kế hoạch'), ('ad_hoc', 'Kiểm tra đột xuất'), ('community', 'Giám sát của cộng đồng, Mặt trận')], max_length=9, verbose_name='hình thức')),
                ('subject', models.CharField(max_length=300, verbose_name='nội dung giám sát')),
                ('team', models.CharField(blank=True, default='', max_length=300, verbose_name='thành phần đoàn')),
                ('visited', models.CharField(max_length=300, verbose_name='đơn vị, hộ, công trình đã đến')),
                ('households_visited', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='số hộ đã gặp')),
                ('visited_on', models.DateField(verbose_name='ngày giám sát')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                ('document_number', models.CharField(blank=True, default='', max_length=60, verbose_name='số kế hoạch, thông báo')),
                ('conclusion', models.CharField(blank=True, default='', max_length=1000, verbose_name='kết luận')),
                ('search_text', programs.models.base.SearchField(default='', editable=False, max_length=600, sources=('subject', 'visited', 'conclusion'))),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='nơi được giám sát')),
                ('component', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='programs.component', verbose_name='dự án được giám sát')),
                ('supervisor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='programs.organisation', verbose_name='đơn vị giám sát')),
            ],
            options={
                'verbose_name': 'cuộc giám sát',
                'verbose_name_plural': 'cuộc giám sát',
                'ordering': ['-visited_on', '-pk'],
                'indexes': [models.Index(fields=['area', 'visited_on'], name='supervisionvisit_area_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['regular', 'planned', 'ad_hoc', 'community'])), name='supervisionvisit_kind_known'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('visited_on')), _connector='OR'), name='supervisionvisit_ended_on_after_visited_on'), models.CheckConstraint(condition=models.Q(('households_visited', None), ('households_visited__lte', 10000), _connector='OR'), name='supervisionvisit_households'), models.CheckConstraint(condition=models.Q(('subject', ''), _negated=True), name='supervisionvisit_subject_filled'), models.CheckConstraint(condition=models.Q(('visited', ''), _negated=True), name='supervisionvisit_visited_filled'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('subject'), 300), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('team'), 300), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('visited'), 300), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('document_number'), 60), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('conclusion'), 1000)), name='supervisionvisit_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='SupervisionFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('finding', models.CharField(max_length=500, verbose_name='phát hiện')),
                ('recommendation', models.CharField(blank=True, default='', max_length=500, verbose_name='kiến nghị')),
                ('due_on', models.DateField(verbose_name='hạn khắc phục')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='ngày khắc phục xong')),
                ('result', models.CharField(blank=True, default='', max_length=500, verbose_name='kết quả khắc phục')),
                ('search_text', programs.models.base.SearchField(default='', editable=False, max_length=600, sources=('finding', 'recommendation', 'result'))),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='programs.organisation', verbose_name='đơn vị khắc phục')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='programs.supervisionvisit', verbose_name='cuộc giám sát')),
            ],
            options={
                'verbose_name': 'phát hiện qua giám sát',
                'verbose_name_plural': 'phát hiện qua giám sát',
                'ordering': ['due_on', 'pk'],
                'indexes': [models.Index(fields=['done_on', 'due_on'], name='supervisionfinding_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('done_on', None), models.Q(('result', ''), _negated=True), _connector='OR'), name='supervisionfinding_done_says_how'), models.CheckConstraint(condition=models.Q(('finding', ''), _negated=True), name='supervisionfinding_finding_filled'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('finding'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('recommendation'), 500), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('result'), 500)), name='supervisionfinding_text_lengths')],
            },
        ),
        migrations.CreateModel(
            name='AllocationShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('distributed', models.BigIntegerField(default=0, verbose_name='được phân bổ (đồng)')),
                ('disbursed', models.BigIntegerField(default=0, verbose_name='đã giải ngân (đồng)')),
                ('advanced', models.BigIntegerField(default=0, verbose_name='tạm ứng chưa thu hồi (đồng)')),
                ('allocation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='programs.allocation', verbose_name='nguồn vốn')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='địa bàn nhận')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='programs.organisation', verbose_name='đơn vị nhận')),
            ],
            options={
                'verbose_name': 'phần vốn của đơn vị',
                'verbose_name_plural': 'phần vốn của đơn vị',
                'ordering': ['recipient__path', 'unit__name', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('allocation', 'recipient'), name='allocationshare_once_per_area'), models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('allocation', 'recipient', 'unit'), name='allocationshare_once_per_unit'), models.CheckConstraint(condition=models.Q(('advanced__gte', 0), ('disbursed__gte', models.F('advanced')), ('distributed__gte', models.F('disbursed')), ('distributed__lt', 1000000000000000)), name='allocationshare_balances')],
            },
        ),
        migrations.CreateModel(
            name='EntryProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submit_token', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='ghi lúc')),
                ('kind', models.CharField(choices=[('assigned', 'Giao vốn'), ('adjusted', 'Điều chỉnh'), ('carried_over', 'Chuyển nguồn'), ('returned', 'Nộp trả'), ('distributed', 'Phân bổ'), ('withdrawn', 'Thu hồi phân bổ'), ('advance', 'Tạm ứng'), ('payment', 'Thanh toán'), ('recovery', 'Thu hồi tạm ứng')], max_length=12, verbose_name='nội dung')),
                ('amount', models.BigIntegerField(verbose_name='số tiền (đồng)')),
                ('entry_on', models.DateField(verbose_name='ngày')),
                ('document_number', models.CharField(max_length=60, verbose_name='số văn bản')),
                ('document_on', models.DateField(verbose_name='ngày văn bản')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='ghi chú')),
                ('level', models.CharField(choices=[('colleague', 'Người thứ hai của bộ phận tài chính'), ('leader', 'Lãnh đạo thành phố')], max_length=9, verbose_name='người duyệt')),
                ('state', models.CharField(choices=[('waiting', 'Chờ duyệt'), ('approved', 'Đã duyệt'), ('refused', 'Không duyệt'), ('withdrawn', 'Đã rút lại')], default='waiting', max_length=9, verbose_name='tình trạng')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='quyết định lúc')),
                ('reason', models.CharField(blank=True, default='', max_length=400, verbose_name='lý do')),
                ('allocation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='programs.allocation', verbose_name='nguồn vốn')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals_to_correct', to='programs.allocationentry', verbose_name='đính chính cho')),
                ('counterpart', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.allocation', verbose_name='chuyển sang')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người quyết định')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='địa bàn nhận')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.organisation', verbose_name='đơn vị nhận')),
            ],
            options={
                'verbose_name': 'đề nghị ghi vốn',
                'verbose_name_plural': 'đề nghị ghi vốn',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['state', '-created_at'], name='entryproposal_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['assigned', 'adjusted', 'carried_over', 'returned', 'distributed', 'withdrawn', 'advance', 'payment', 'recovery'])), name='entryproposal_kind_known'), models.CheckConstraint(condition=models.Q(('amount__gt', -1000000000000000), ('amount__lt', 1000000000000000), models.Q(('amount', 0), _negated=True), models.Q(('amount__gt', 0), ('kind__in', ['adjusted', 'carried_over']), ('corrects__isnull', False), _connector='OR')), name='entryproposal_amount'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['distributed', 'withdrawn', 'advance', 'payment', 'recovery']), ('recipient__isnull', False)), models.Q(models.Q(('kind__in', ['distributed', 'withdrawn', 'advance', 'payment', 'recovery']), _negated=True), ('recipient', None), ('unit', None)), _connector='OR'), name='entryproposal_recipient'), models.CheckConstraint(condition=models.Q(('document_number', ''), _negated=True), name='entryproposal_document_number_filled'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('document_number'), 60), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 400)), name='entryproposal_text_lengths'), models.CheckConstraint(condition=models.Q(('level__in', ['colleague', 'leader'])), name='entryproposal_level_known'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'approved', 'refused', 'withdrawn'])), name='entryproposal_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='entryproposal_decided_whole_or_not'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('state', 'withdrawn'), ('decided_by', models.F('created_by'))), models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('decided_by', models.F('created_by')), _negated=True)), _connector='OR'), name='entryproposal_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='entryproposal_refused_why'), models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 400)), name='entryproposal_reason_text_lengths')],
            },
        ),
        migrations.AddField(
            model_name='directive',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='programs.organisation', verbose_name='đơn vị chủ trì'),
        ),
        migrations.AddField(
            model_name='idlereason',
            name='owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='idle_reasons', to='programs.organisation', verbose_name='đơn vị chịu trách nhiệm'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='advanced',
            field=models.BigIntegerField(default=0, verbose_name='tạm ứng chưa thu hồi (đồng)'),
        ),
        migrations.AddField(
            model_name='allocationentry',
            name='approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người duyệt'),
        ),
        migrations.AddField(
            model_name='allocationentry',
            name='pair',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paired', to='programs.allocationentry', verbose_name='bút toán đối ứng'),
        ),
        migrations.AddField(
            model_name='award',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='fundtransaction',
            name='pair',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paired', to='programs.fundtransaction', verbose_name='chuyển từ'),
        ),
        migrations.AddField(
            model_name='housingcontribution',
            name='fund_transaction',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contribution', to='programs.fundtransaction', verbose_name='khoản chi của Quỹ'),
        ),
        migrations.AddField(
            model_name='housingcontribution',
            name='labour_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='số ngày công'),
        ),
        migrations.AddField(
            model_name='housingcontribution',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='idlereason',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='jobaggregate',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='jobneed',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='jobplacement',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='jobservice',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='loan',
            name='override_reason',
            field=models.CharField(blank=True, default='', max_length=300, verbose_name='lý do khác hồ sơ'),
        ),
        migrations.AddField(
            model_name='loan',
            name='resolved_class',
            field=models.CharField(choices=[('poor', 'Hộ nghèo'), ('near_poor', 'Hộ cận nghèo'), ('escaped', 'Hộ mới thoát nghèo'), ('not_poor', 'Hộ không nghèo'), ('unknown', 'Chưa rà soát')], default='', max_length=9, verbose_name='loại hộ theo hồ sơ'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='loan',
            name='status_on',
            field=models.DateField(blank=True, null=True, verbose_name='tình trạng từ ngày'),
        ),
        migrations.AddField(
            model_name='overseascontract',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='statistic',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='support',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='allocationentry',
            name='kind',
            field=models.CharField(choices=[('assigned', 'Giao vốn'), ('adjusted', 'Điều chỉnh'), ('carried_over', 'Chuyển nguồn'), ('returned', 'Nộp trả'), ('distributed', 'Phân bổ'), ('withdrawn', 'Thu hồi phân bổ'), ('advance', 'Tạm ứng'), ('payment', 'Thanh toán'), ('recovery', 'Thu hồi tạm ứng')], max_length=12, verbose_name='nội dung'),
        ),
        migrations.AlterField(
            model_name='allocationentry',
            name='recipient',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area', verbose_name='địa bàn nhận'),
        ),
        migrations.AlterField(
            model_name='directive',
            name='search_text',
            field=programs.models.base.SearchField(default='', editable=False, max_length=600, sources=('title', 'instruction', 'document')),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('advanced__gte', 0), ('disbursed__gte', models.F('advanced')), ('distributed__gte', models.F('disbursed')), ('assigned__gte', models.F('distributed')), ('assigned__lt', 1000000000000000)), name='allocation_balances'),
        ),
        migrations.AddConstraint(
            model_name='housingcontribution',
            constraint=models.CheckConstraint(condition=models.Q(('labour_days', None), models.Q(('form', 'labour'), ('labour_days__gte', 1)), _connector='OR'), name='housingcontribution_days_of_labour'),
        ),
        migrations.AddConstraint(
            model_name='housingcontribution',
            constraint=models.CheckConstraint(condition=models.Q(('fund_transaction', None), ('source', 'fund'), _connector='OR'), name='housingcontribution_of_fund'),
        ),
        migrations.AddField(
            model_name='allocationentry',
            name='proposal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='programs.entryproposal', verbose_name='đề nghị'),
        ),
        migrations.AddField(
            model_name='allocationentry',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.organisation', verbose_name='đơn vị nhận'),
        ),
        migrations.AddIndex(
            model_name='allocationentry',
            index=models.Index(fields=['recipient', 'entry_on'], name='allocationentry_recipient_day'),
        ),
    ]
